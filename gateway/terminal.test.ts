import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryAdmin } from '../test/support/temporary-admin.ts';
import { temporaryFolder } from '../test/support/temporary-store.ts';
import { systemClock } from './core/clock.ts';
import { createEgress } from './egress/egress.ts';
import { createLocalEngine } from './local/engine.ts';
import { RESOURCES } from './local/testing/real.ts';
import { clearForService } from './policy/mint.ts';
import { followProgress } from './terminal.ts';

function engineWithoutOllama() {
  const home = temporaryFolder();
  mkdirSync(join(home, 'path'));
  const egress = createEgress();
  const engine = createLocalEngine({
    home,
    cacheDir: join(home, 'cache'),
    resourcesDir: RESOURCES,
    egress,
    clearance: clearForService,
    clock: systemClock,
    env: { PATH: join(home, 'path'), GATEHOUSE_STARTER: 'none' },
    log: () => {},
    archives: { version: '9.9.9', redirectHosts: [], archives: {} },
    catalogue: { registry: { origin: 'http://127.0.0.1:9', blobHosts: [] } },
  });
  onTestFinished(async () => {
    await engine.stop();
    await egress.close();
  });
  return engine;
}

it('gives whoever has no local model the ways in too', async () => {
  const engine = engineWithoutOllama();
  const { services } = temporaryAdmin();
  const lines: string[] = [];
  const unfollow = followProgress({ engine, sessions: services.sessions, port: 4141 }, 'sk-gh-x', (line) => lines.push(line));
  await expect.poll(() => lines.find((line) => line.startsWith('  admin link')), { timeout: 10_000 }).toMatch(/^ {2}admin link {2}http:\/\/127\.0\.0\.1:4141\/ui\/#link=ghl_\S+ {3}\(works once, within five minutes\)$/);
  unfollow();
  const at = lines.findIndex((line) => line.startsWith('The local model'));
  expect(lines.slice(at, at + 3)).toEqual([expect.stringMatching(/^The local model is not available: No Ollama could be found or built\./), 'Providers that the office approves can be used all the same.', '  base_url    http://127.0.0.1:4141/v1']);
});

it('says it where no link can be made, which must not end the engine that is just telling its state', async () => {
  const engine = engineWithoutOllama();
  const { services } = temporaryAdmin();
  const other = new Database(services.store.path);
  onTestFinished(() => void other.close());
  other.exec('BEGIN IMMEDIATE');
  const lines: string[] = [];
  const unfollow = followProgress({ engine, sessions: services.sessions, port: 4141 }, 'sk-gh-x', (line) => lines.push(line));
  await expect.poll(() => lines.find((line) => line.startsWith('  admin link')), { timeout: 10_000 }).toMatch(/^ {2}admin link {2}none: The database .* is locked by another process\.$/);
  unfollow();
});
