/**
 * What a local model adds to the rules where names of people are concerned: `node test/quality/with-model.ts [--model NAME] [--messages N]` asks the bundled Ollama for the
 * names in N messages per language (default 30) of the held split, and prints char-F1 by the rules, by the model and by both. Minutes to hours, as the model is.
 */
import { parseArgs } from 'node:util';
import OpenAI from 'openai';
import { startGateway } from '../support/gateway.ts';
import { makeKey } from '../support/office.ts';
import { type Counts, countNames, createMeasured, f1, precision, readCorpus, recall, select } from './measure.ts';
import { type Labelled, LANGUAGES } from './types.ts';

const { values } = parseArgs({ options: { model: { type: 'string', default: 'smollm2:135m' }, messages: { type: 'string', default: '30' } } });
const MOST = Number(values.messages);
const NAMES = { type: 'object', properties: { names: { type: 'array', items: { type: 'string' }, maxItems: 12 } }, required: ['names'], additionalProperties: false };
const TASK = 'List the names of people in the text, each exactly as it is written, as JSON: {"names": [...]}. Companies, places, products and titles are no names of people. An empty list where there is none.';
const EXAMPLES = [
  ['Guten Tag Frau Huber, Herr Urs Wyss von der Swisscom AG kommt am Montag nach Bern.', '{"names": ["Huber", "Urs Wyss"]}'],
  ['How long is the notice period in a tenancy in Zurich?', '{"names": []}'],
] as const;

const LETTER = /\p{L}/u;

interface Span { start: number; end: number }

/** Each place where one of the names stands by itself. What the model made up stands nowhere. */
function placesOf(text: string, names: readonly string[]): Span[] {
  const spans: Span[] = [];
  for (const name of names) {
    for (let start = text.indexOf(name); name.length > 1 && start >= 0; start = text.indexOf(name, start + 1)) {
      const end = start + name.length;
      if (!LETTER.test(text[start - 1] ?? '') && !LETTER.test(text[end] ?? '')) spans.push({ start, end });
    }
  }
  return spans;
}

async function ask(openai: OpenAI, text: string): Promise<string[]> {
  const shown = EXAMPLES.flatMap(([asked, answered]) => [{ role: 'user' as const, content: asked }, { role: 'assistant' as const, content: answered }]);
  const answer = await openai.chat.completions.create({
    model: values.model, temperature: 0, max_tokens: 200, response_format: { type: 'json_schema', json_schema: { name: 'names', schema: NAMES } },
    messages: [{ role: 'system', content: TASK }, ...shown, { role: 'user', content: text }],
  });
  try {
    return (JSON.parse(answer.choices[0]?.message.content ?? '') as { names: string[] }).names;
  } catch {
    // Cut at max_tokens: it repeats itself.
    return [];
  }
}

/** Every so many, as the messages of one template follow each other. */
function sample(messages: readonly Labelled[]): Labelled[] {
  const step = Math.max(1, Math.floor(messages.length / MOST));
  return messages.filter((_, index) => index % step === 0).slice(0, MOST);
}

const gateway = await startGateway({ local: 'real', env: { GATEHOUSE_STARTER: values.model } });
try {
  await gateway.waitFor(/Ready\./, 890_000);
  const openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'names', '--floor', 'confidential'), maxRetries: 0, timeout: 600_000 });
  const inspector = createMeasured();
  const corpus = readCorpus();
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`.padStart(8);
  const line = (counts: Counts) => `${percent(precision(counts))} ${percent(recall(counts))} ${f1(counts).toFixed(3)}`;
  console.log(`${values.model}\nlang  msgs | rules P        R       F1 | model P        R       F1 | both P         R       F1`);
  for (const language of LANGUAGES) {
    const messages = sample(select(corpus, 'held', language));
    const [rules, model, both]: Counts[] = [0, 0, 0].map(() => ({ found: 0, missed: 0, wrong: 0 }));
    for (const message of messages) {
      const byRules = inspector.inspectText(message.text).findings.filter(({ recogniser }) => recogniser.entity === 'PERSON');
      const byModel = placesOf(message.text, await ask(openai, message.text));
      countNames(message, byRules, rules!);
      countNames(message, byModel, model!);
      countNames(message, [...byRules, ...byModel], both!);
    }
    console.log(`${language}   ${String(messages.length).padStart(5)} | ${line(rules!)} | ${line(model!)} | ${line(both!)}`);
  }
} finally {
  await gateway.stop();
}
