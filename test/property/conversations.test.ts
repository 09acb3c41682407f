import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { anthropicSdk } from '../contract/matrix/clients/anthropic.ts';
import type { Asked, ClientCase, Said } from '../contract/matrix/clients/client.ts';
import { ollamaJs } from '../contract/matrix/clients/ollama.ts';
import { openaiChat } from '../contract/matrix/clients/openai-chat.ts';
import { openaiResponses, openaiResponsesKept } from '../contract/matrix/clients/openai-responses.ts';
import { useOffice } from '../contract/matrix/office.ts';
import { meets } from '../contract/matrix/pairs.ts';
import { PROVIDERS } from '../contract/matrix/providers.ts';
import { faultOf } from '../contract/matrix/strict.ts';
import { askAdmin } from '../support/admin-socket.ts';
import { ANSWER } from '../support/mock-scenario.ts';
import { settings } from './settings.ts';

const office = useOffice();
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const SENTENCES = [ANSWER, 'I cannot help with that.', 'The capital of', 'Let me see.'];
/** Confidential: nobody outside sees them but as stand-ins. */
const SECRETS = ['Anna Müller', '756.9217.0769.85'];
const NAMED = `Frau ${SECRETS[0]}, AHV ${SECRETS[1]}`;

beforeAll(async () => {
  const { home } = office.gateway;
  for (const { id } of PROVIDERS) {
    await askAdmin(home, 'PUT', '/policy/cell', { dataClass: 'confidential', provider: id, action: 'pseudonymise', conditions: {} });
    await askAdmin(home, 'PUT', `/aliases/second-${id}`, { deployments: [`${id === 'groq' ? 'together' : 'groq'}/error-503`, `${id}/thinks`] });
  }
});

/** One turn: who answers it and how, and what the client says next. `second`: the first model of its alias fails. */
const turn = fc.record({
  provider: fc.nat(PROVIDERS.length - 1),
  model: fc.constantFrom('the-model', 'thinks', 'thinks-echo', 'echo', 'refuses', 'bounded', 'blank', 'talks-and-calls', 'second'),
  stream: fc.boolean(),
  tools: fc.boolean(),
  result: fc.constantFrom('plain', 'failed', 'empty', 'blank', 'image', 'interrupted'),
});
type Turn = typeof turn extends fc.Arbitrary<infer T> ? T : never;

function checkSaid(said: Said, named: boolean, echoes: boolean): void {
  const all = JSON.stringify([said.text, said.thoughts, said.calls]);
  expect(all).not.toMatch(/<[A-ZÄÖÜ]+_\d+>/);
  if (named && echoes && said.text.includes('Frau')) for (const secret of SECRETS) expect(all).toContain(secret);
}

async function converse(client: ClientCase, turns: readonly Turn[], named: boolean): Promise<void> {
  const open = client.open(office.gateway.url, office.key);
  // With stand-ins nothing goes as the client wrote it: from the first name on OpenAI is asked for a chat completion, which its other mock answers.
  const providers = PROVIDERS.filter((provider) => meets(client, provider) && !(named && provider.id === 'openai-responses'));
  const before: NonNullable<Asked['before']> = [];
  const marks: string[] = [];
  const mark = (text: string): string => {
    marks.push(text);
    return named ? `${text} ${NAMED}` : text;
  };
  for (const [at, { provider, stream, model, tools, result }] of turns.entries()) {
    const { id } = providers[provider % providers.length]!;
    const mock = office.mock(id);
    mock.reset();
    const where = `turn ${at}: ${client.name} → ${id}/${model}${stream ? ', streamed' : ''}`;
    let said: Said;
    try {
      said = await open.ask({ model: model === 'second' ? `second-${id}` : `${id}/${model}`, stream, think: model.includes('thinks'), tools: tools || at % 3 > 0, before: [...before] });
    } catch (error) {
      throw new Error(`${where}: ${String(error)}\n${mock.requests.at(-1)?.text}`, { cause: error });
    }
    const { text } = mock.requests.at(-1)!;
    expect(faultOf(id, mock), `${where}\n${text}`).toBeUndefined();
    expect(text, where).not.toMatch(/gh1\.|gho\./);
    for (const one of marks) expect(text, where).toContain(one);
    if (named) for (const secret of SECRETS) expect(text, where).not.toContain(secret);
    checkSaid(said, named, model.includes('echo'));
    if (SENTENCES.includes(said.text)) marks.push(said.text);
    if (said.calls.length === 0) {
      before.push({ said, text: mark(`q${at}q`) });
      continue;
    }
    // An Ollama has no ids, and its own client gets its own words.
    if (client.dialect !== 'ollama-chat' || id !== 'ollama') expect(new Set(said.calls.map((call) => call.id)).size, where).toBe(said.calls.length);
    before.push({
      said, results: [result === 'empty' ? '' : result === 'blank' ? ' \n' : mark(`r${at}r`), mark(`s${at}s`)],
      ...(result === 'image' && !named && client.lacks['result images'] === undefined && { image: PNG }), ...(result === 'failed' && { failed: true }), ...(result === 'interrupted' && { text: mark(`i${at}i`) }),
    });
  }
}

describe('a conversation whose provider changes goes on at every one, and nothing of it is lost', () => {
  for (const client of [openaiChat, openaiResponses, openaiResponsesKept, anthropicSdk, ollamaJs]) {
    it.each<[string, boolean]>([['as it is', false], ['with stand-ins', true]])(`${client.name}, %s`, async (_how, named) => {
      await fc.assert(fc.asyncProperty(fc.array(turn, { minLength: 10, maxLength: 14 }), (turns) => converse(client, turns, named)), { ...settings(2), endOnFailure: true });
    });
  }
});
