import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { placeIn, reasonsOf } from '../../renderer/pages/requests/evidence.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey } from '../support/office.ts';

const CHAT_MODEL = 'smollm2:135m';
const WORDS = JSON.parse(readFileSync(join(import.meta.dirname, '../../renderer/texts/en/recognisers.json'), 'utf8')) as { a: Record<string, string> };

const AHV = '756.9217.0769.85';
const IBAN = 'CH66 0076 2011 6238 5295 8';
const LETTER = `Dr. Petra Huber, Rechtsanwältin, Bahnhofstrasse 12, 8001 Zürich

Sehr geehrte Frau Keller

In Ihrer Scheidungssache gegen Herrn Beat Odermatt brauchen wir noch Angaben. Ihre AHV-Nummer ${AHV} liegt uns vor; den Vorschuss von
2500 Franken überweisen Sie bitte auf das Konto ${IBAN}. Fragen an petra.huber@meier-partner.ch oder +41 44 668 18 00.

Mit freundlichen Grüssen
Dr. Petra Huber`;
/** Each of these alone would tell whom the letter is about. */
const REAL = [AHV, '7569217076985', '9217', IBAN, '0076', 'Keller', 'Beat', 'Odermatt', 'Petra', 'Huber', 'petra.huber@meier-partner.ch', 'meier-partner', '668 18 00', 'Bahnhofstrasse'];

let gateway: Gateway;
let mock: Mock;
let tool: OpenAI;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway({ local: 'real', env: { GATEHOUSE_STARTER: CHAT_MODEL } }), startMock()]);
  await gateway.waitFor(/Ready\./, 890_000);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], writer: ['mock/echo-letters'] });
  // A tool that declares nothing: no header, no prefix, no tag, no session.
  tool = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'letters', '--floor', 'internal'), maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

interface TraceJson { dataClass: string; decision: string; rule: string; provider: string; evidence: Parameters<typeof reasonsOf>[0]; standIns: Record<string, number> | null }
const traceOf = (response: Response): Promise<TraceJson> => gateway.cliJson(['traces', 'show', response.headers.get('x-gatehouse-trace-id')!]);
/** As the page of requests puts it. */
const inWords = ({ evidence }: TraceJson): string[] => reasonsOf(evidence).found.map(({ recogniser, paths }) => `${WORDS.a[recogniser]} in ${Object.values(placeIn(paths[0]!)).join(' ')}`);

it('the approved provider answers what holds nothing of a client', async () => {
  const { response } = await tool.chat.completions.create({ model: 'fast', messages: [{ role: 'user', content: 'How do I write a polite reminder?' }] }).withResponse();
  expect([response.headers.get('x-gatehouse-class'), response.headers.get('x-gatehouse-provider')]).toEqual(['internal', 'mock']);
});

it('a client letter with a social-security number is answered by the bundled Ollama, the provider sees nothing, and the trace says why', async () => {
  const [connections, requests] = [mock.connections(), mock.requests.length];
  const { data, response } = await tool.chat.completions.create({ model: 'fast', messages: [{ role: 'user', content: LETTER }], max_tokens: 20 }).withResponse();
  expect(data.choices[0]!.message.content).not.toBe('');
  expect(data.model).toBe(CHAT_MODEL);
  expect(['class', 'decision', 'provider'].map((name) => response.headers.get(`x-gatehouse-${name}`))).toEqual(['confidential', 'local', 'local']);
  expect([mock.connections(), mock.requests.length]).toEqual([connections, requests]);
  const trace = await traceOf(response);
  expect(trace.rule).toBe('confidential data that no asked-for provider may see is answered locally');
  expect(inWords(trace)).toContain('a Swiss social-security number (AHV) in message 1');
  for (const real of REAL) expect(JSON.stringify(trace)).not.toContain(real);
});

it.each([['streamed, the stand-ins split over chunks', true], ['in one piece', false]])('with stand-ins the letter reaches the provider without one real identifier and comes back restored, %s', async (_how, stream) => {
  await gateway.cliJson(['policy', 'pseudonymise', '--class', 'confidential', '--provider', 'mock']);
  // Should it be answered here by mistake, the answer ends soon.
  const request = { model: 'writer', messages: [{ role: 'user' as const, content: LETTER }], max_tokens: 50 };
  let text = '';
  let response: Response;
  if (stream) {
    const answer = await tool.chat.completions.create({ ...request, stream: true }).withResponse();
    ({ response } = answer);
    for await (const chunk of answer.data) text += chunk.choices[0]?.delta.content ?? '';
  } else {
    const answer = await tool.chat.completions.create(request).withResponse();
    ({ response } = answer);
    text = answer.data.choices[0]!.message.content!;
  }
  expect(['class', 'decision', 'provider'].map((name) => response.headers.get(`x-gatehouse-${name}`))).toEqual(['confidential', 'pseudonymise', 'mock']);
  const sent = mock.requests.at(-1)!;
  for (const real of REAL) expect(sent.text).not.toContain(real);
  for (const standIn of ['<AHV_1>', '<IBAN_1>', '<EMAIL_1>', '<PHONE_1>', '<PERSON_1>', '<ADDRESS_1>']) expect(sent.text).toContain(standIn);
  expect(text).toBe(LETTER);
  const trace = await traceOf(response);
  expect(trace.rule).toBe('mock may see confidential data in which stand-ins take the place of what was recognised');
  expect(trace.standIns).toMatchObject({ AHV: 1, IBAN: 1, EMAIL: 1, PHONE: 1 });
  expect(inWords(trace)).toContain('an account number (IBAN) in message 1');
});
