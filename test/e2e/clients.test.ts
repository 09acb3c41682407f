import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked, ClientCase, OpenClient, Said } from '../contract/matrix/clients/client.ts';
import { CLIENTS } from '../contract/matrix/clients/clients.ts';
import { PYTHON_CLIENTS, stopPython } from '../contract/matrix/clients/python.ts';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { needs } from '../support/needs.ts';
import { makeKey } from '../support/office.ts';

const CHAT_MODEL = 'smollm2:135m';
const BOUND = 16;
/** Enough for a short text in JSON, most of the time. */
const JSON_BOUND = 100;
let gateway: Gateway;
let key: string;

beforeAll(async () => {
  gateway = await startGateway({ local: 'real', env: { GATEHOUSE_STARTER: CHAT_MODEL } });
  await gateway.waitFor(/Ready\./, 890_000);
  key = await makeKey(gateway, 'every client', '--floor', 'confidential');
});
afterAll(async () => {
  stopPython();
  await gateway?.stop();
});

interface Traced { outcome: string; provider: string; model: string; dataClass: string; promptTokens: number; completionTokens: number; usageEstimated: boolean }
const lastTrace = async (): Promise<Traced> => (await askAdmin(gateway.home, 'GET', '/traces?limit=1') as { traces: Traced[] }).traces[0]!;

/** What any model can be held to: it says something, and the client's numbers are Ollama's. */
async function checkSaid({ text, finish, calls, usage }: Said, inputIsEstimated: boolean): Promise<void> {
  expect(text.trim()).not.toBe('');
  expect([['stop', 'length'].includes(finish), calls]).toEqual([true, []]);
  expect(usage.output).toBeGreaterThan(0);
  expect(usage.output).toBeLessThanOrEqual(BOUND);
  // The question's seven words, and the template.
  expect(usage.input).toBeGreaterThan(6);
  await expect.poll(lastTrace).toMatchObject({ outcome: 'ok', provider: 'local', model: CHAT_MODEL, dataClass: 'confidential', usageEstimated: false, completionTokens: usage.output, ...(!inputIsEstimated && { promptTokens: usage.input }) });
}

function cosine(a: number[], b: number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0) / Math.hypot(...a) / Math.hypot(...b);
}

function askAll(clients: readonly ClientCase[]): void {
  describe.each(clients.map((client) => [client.name, client] as const))('%s', (_name, client) => {
    let open: OpenClient;
    beforeAll(() => { open = client.open(gateway.url, key); });
    const ask = (asked: Omit<Asked, 'model'>): Promise<Said> => open.ask({ model: 'local', ...asked });

    it('is answered by the bundled Ollama', async () => {
      await checkSaid(await ask({ bound: BOUND }), false);
    });

    it('is answered by it in a stream', async () => {
      await checkSaid(await ask({ bound: BOUND, stream: true }), client.estimatesInput === true);
    });

    // So small a model may not find the end of a text before its bound.
    it('gets JSON to its schema, and nothing else', { retry: 2 }, async () => {
      expect(JSON.parse((await ask({ json: true, bound: JSON_BOUND })).text)).toEqual({ answer: expect.any(String) as string });
    });

    if (client.lacks.embeddings === undefined) it('has texts embedded', async () => {
      const [cat, kitten, law] = await open.embed!('local/all-minilm:latest', ['a cat', 'a kitten', 'contract law']) as [number[], number[], number[]];
      expect([cat.length, kitten.length, law.length]).toEqual([384, 384, 384]);
      expect(cosine(cat, kitten)).toBeGreaterThan(0.7);
      expect(cosine(cat, law)).toBeLessThan(0.3);
    });
  });
}

describe('a client in front of the bundled Ollama', () => askAll(CLIENTS));

needs('python')('a client of PyPI in front of the bundled Ollama', () => askAll(PYTHON_CLIENTS));
