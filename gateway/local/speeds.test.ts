import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSpeeds } from './speeds.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-speeds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const speed = (model: string, answerTokensPerSecond: number) => ({ model, promptTokensPerSecond: 100, answerTokensPerSecond, measuredAt: 1_800_000_000_000 });

describe('measured speeds', () => {
  it('are there after a restart: the newest of each model, none of one that was removed', () => {
    const path = join(folder, 'new', 'speeds.json');
    const speeds = openSpeeds(path);
    expect(speeds.all()).toEqual([]);
    for (const one of [speed('a:1', 5), speed('b:1', 7), speed('a:1', 6)]) speeds.set(one);
    speeds.remove('b:1');
    expect(openSpeeds(path).all()).toEqual([speed('a:1', 6)]);
  });

  it.each(['', '[{"model":"a:1"', '{"model":"a:1"}', '[null, 1, {"model":"a:1","promptTokensPerSecond":"fast"}]'])('are none where the file holds %j', (text) => {
    const path = join(folder, 'damaged.json');
    writeFileSync(path, text);
    expect(openSpeeds(path).all()).toEqual([]);
  });

  it('are kept in memory where they cannot be written', () => {
    writeFileSync(join(folder, 'file'), '');
    const speeds = openSpeeds(join(folder, 'file', 'speeds.json'));
    speeds.set(speed('a:1', 5));
    expect(speeds.all()).toEqual([speed('a:1', 5)]);
  });
});
