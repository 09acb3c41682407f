import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { needs } from '../support/needs.ts';

const WORDS = 200_000;
const ANSWER_MS = 100;
const TRIES = 6;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.stop());

/** Names that no language has. */
function names(round: number): string {
  const letters = (number: number): string => number.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!);
  return Array.from({ length: WORDS }, (_, i) => `${letters(((i * 7919) % 90_001) + 5_000)}a ${letters(i + 500_000 + round)}o`).join('\n');
}

const TICK_MS = 10;
/** What the gateway's main thread has worked, in milliseconds (proc(5): utime and stime of the task, in ticks). */
function worked(): number {
  const stat = readFileSync(`/proc/${gateway.pid}/task/${gateway.pid}/stat`, 'latin1');
  const [utime, stime] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number) as [number, number];
  return (utime + stime) * TICK_MS;
}

/** The most that the gateway's main thread worked while one /healthz waited, in milliseconds: what else the machine does is no matter. */
async function slowestMeanwhile(work: Promise<unknown>): Promise<number> {
  const state = { over: false };
  const done = () => void (state.over = true);
  work.then(done, done);
  let slowest = 0;
  while (!state.over) {
    const before = worked();
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    slowest = Math.max(slowest, worked() - before);
    await sleep(2);
  }
  await work;
  return slowest;
}

needs('linux')(`${WORDS.toLocaleString('en')} words`, () => {
  it('are previewed, imported and removed, and nobody waits for more than 100 ms of it', async () => {
    const importing = async (round: number): Promise<number> => {
      const text = names(round);
      const list = { name: 'Clients', kind: 'person', dataClass: 'confidential', text };
      const preview = await slowestMeanwhile(askAdmin(gateway.home, 'POST', '/recognition/lists/preview', { text }));
      let id = '';
      const saving = await slowestMeanwhile(askAdmin(gateway.home, 'POST', '/recognition/lists', list).then((saved) => void (id = (saved as { id: string }).id)));
      const [name] = text.split('\n');
      expect(await askAdmin(gateway.home, 'POST', '/recognition/try', { text: `Brief an ${name}` })).toMatchObject({ dataClass: 'confidential' });
      const removing = await slowestMeanwhile(askAdmin(gateway.home, 'DELETE', `/recognition/lists/${id}`));
      expect(await askAdmin(gateway.home, 'POST', '/recognition/try', { text: `Brief an ${name}` })).toMatchObject({ dataClass: 'public' });
      return Math.max(preview, saving, removing);
    };
    // Where all cores are busy everything takes longer: what one run shows is enough, as on the main thread each took half a second.
    const slowest: number[] = [];
    while (slowest.length < TRIES && !(Math.min(...slowest) <= ANSWER_MS)) slowest.push(await importing(slowest.length));
    expect(Math.min(...slowest), slowest.join(', ')).toBeLessThanOrEqual(ANSWER_MS);
  }, 180_000);

  it('that are changed by two at the same time lose nothing', async () => {
    const list = { name: 'Two', kind: 'person', dataClass: 'confidential' };
    const { id } = (await askAdmin(gateway.home, 'POST', '/recognition/lists', { ...list, text: 'Ottokar Sebald' })) as { id: string };
    const large = names(50).split('\n').slice(0, 20_000).join('\n');
    await Promise.all([large, 'Viridiana Amstalden', 'Balthasar Quellinger'].map((text) => askAdmin(gateway.home, 'POST', '/recognition/lists', { ...list, id, text, add: true })));
    const { words } = (await askAdmin(gateway.home, 'GET', `/recognition/lists/${id}`)) as { words: string[] };
    expect(words).toHaveLength(20_003);
    await expect(askAdmin(gateway.home, 'POST', '/recognition/lists', { ...list, text: 'a\n'.repeat(300_000) })).rejects.toThrow(/400.*250,000 lines/s);
  });
});
