import { expect } from 'vitest';
import type { Feature } from './features.ts';
import { ANSWER, ARGUMENTS, SOURCE, THOUGHTS } from '../../support/mock-scenario.ts';
import { type Call, type ClientCase, type Said, TOOLS } from './clients/client.ts';
import type { ProviderCase } from './providers.ts';
import type { Check, Pair } from './office.ts';

const usageOf = ({ usage: { input, output } }: Said) => [input, output];

function checkUsage({ usage }: Said, { estimatesInput }: ClientCase, stream: boolean, [input, output]: [number, number]): void {
  if (!stream || !estimatesInput) return expect([usage.input, usage.output]).toEqual([input, output]);
  // Of a question of seven words; never nothing. To the answer it adds the one token that Anthropic itself begins with.
  expect(usage.input > 6 && usage.input < 2_000, `${usage.input}`).toBe(true);
  expect(usage.output - output).toBeOneOf([0, 1]);
}

const plain: Check = async ({ open, model, mock }) => {
  const said = await open.ask({ model: model('the-model') });
  expect([said.text, said.thoughts, said.calls, said.finish, ...usageOf(said)]).toEqual([ANSWER, '', [], 'stop', 12, 8]);
  expect(mock.requests).toHaveLength(1);
};

const stream: Check = async ({ client, open, model, mock }) => {
  const said = await open.ask({ model: model('the-model'), stream: true });
  expect([said.text, said.thoughts, said.calls, said.finish]).toEqual([ANSWER, '', [], 'stop']);
  checkUsage(said, client, true, [12, 8]);
  expect(mock.requests).toHaveLength(1);
};

const bounded: Check = async ({ open, model }) => {
  for (const stream of [false, true]) {
    const said = await open.ask({ model: model('bounded'), bound: 100, stream });
    expect([said.text, said.finish]).toEqual(['The capital of', 'length']);
  }
};

const schema: Check = async ({ open, model }) => {
  for (const stream of [false, true]) expect((await open.ask({ model: model('the-model'), json: true, stream })).text).toBe('{"answer":"Paris"}');
};

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const images: Check = async ({ open, model, mock }) => {
  expect((await open.ask({ model: model('the-model'), image: PNG })).text).toBe(ANSWER);
  expect(mock.requests.at(-1)!.text).toContain(PNG);
};

const cached: Check = async ({ client, open, model, provider: { tells } }) => {
  for (const stream of client.estimatesInput ? [false] : [false, true]) {
    const { usage } = await open.ask({ model: model('cached'), stream });
    expect([usage.input, usage.output, usage.cached ?? 60]).toEqual([100, 20, tells.cached ? 60 : 0]);
    if (usage.cacheWrites !== undefined) expect(usage.cacheWrites).toBe(tells.cacheWrites ? 30 : 0);
  }
};

/** Ids are the maker's where it has any, and always tell the calls apart. */
function checkCalls(calls: Call[], { dialect, makesIds }: ClientCase, { kind, callId }: ProviderCase, count = 2): void {
  expect(calls.map(({ name, arguments: args }) => [name, args])).toEqual(TOOLS.slice(0, count).map(({ name }) => [name, ARGUMENTS]));
  // An Ollama has no ids, and its own client gets its own words.
  if (dialect === 'ollama-chat' && kind === 'ollama') return;
  expect(new Set(calls.map(({ id }) => id)).size).toBe(count);
  if (callId && !makesIds) expect(calls.map(({ id }) => id)).toEqual(['call1abcd', 'call2abcd'].slice(0, count).map(callId));
  else for (const { id } of calls) expect(id).toMatch(/^\S{4,64}$/);
}

function toolsTest(stream: boolean) {
  return async ({ client, open, model, provider }: Pair) => {
    const said = await open.ask({ model: model('the-model'), tools: true, stream });
    expect([said.text, said.finish]).toEqual(['', 'tools']);
    checkUsage(said, client, stream, [12, 8]);
    checkCalls(said.calls, client, provider);
  };
}


const oneCall: Check = async ({ client, open, model, provider }) => {
  for (const stream of [false, true]) checkCalls((await open.ask({ model: model('the-model'), tools: true, single: true, stream })).calls, client, provider, 1);
};

const results: Check = async ({ open, model, mock }) => {
  for (const stream of [false, true]) {
    const said = await open.ask({ model: model('the-model'), tools: true, stream });
    const answer = await open.ask({ model: model('the-model'), tools: true, stream, before: [{ said, results: ['sunny', 'noon'] }] });
    expect([answer.text, answer.calls, answer.finish]).toEqual([ANSWER, [], 'stop']);
    const { text } = mock.requests.at(-1)!;
    expect(text.indexOf('sunny')).toBeGreaterThan(0);
    expect(text.indexOf('noon')).toBeGreaterThan(text.indexOf('sunny'));
    // And on, in another turn.
    expect((await open.ask({ model: model('the-model'), tools: true, stream, before: [{ said, results: ['sunny', 'noon'] }, { said: answer, text: 'Go on.' }] })).calls).toHaveLength(2);
  }
};

const resultImages: Check = async ({ open, model, mock, provider: { holdsImages } }) => {
  for (const stream of [false, true]) {
    const said = await open.ask({ model: model('the-model'), tools: true, stream });
    const { text: answer } = await open.ask({ model: model('the-model'), tools: true, stream, before: [{ said, results: ['sunny', 'noon'], image: PNG }] });
    // Where the image follows as a message of the user, the mock calls its tools again.
    if (holdsImages) expect(answer).toBe(ANSWER);
    const { text } = mock.requests.at(-1)!;
    const [sunny, image, noon] = ['sunny', PNG, 'noon'].map((part) => text.indexOf(part)) as [number, number, number];
    expect(sunny).toBeGreaterThan(0);
    expect(noon).toBeGreaterThan(sunny);
    expect(image, text).toBeGreaterThan(holdsImages ? sunny : noon);
    if (holdsImages) expect(image).toBeLessThan(noon);
    expect(text.lastIndexOf(PNG)).toBe(image);
  }
};

/** Of a name by which Bedrock's models are known that have a word for it. */
const CLAUDE = 'claude-of-the-matrix';

const resultErrors: Check = async ({ open, model, mock, provider: { says } }) => {
  for (const stream of [false, true]) {
    const said = await open.ask({ model: model(CLAUDE), tools: true, stream });
    expect((await open.ask({ model: model(CLAUDE), tools: true, stream, before: [{ said, results: ['sunny', 'noon'], failed: true }] })).text).toBe(ANSWER);
    const { text } = mock.requests.at(-1)!;
    expect(text).toContain('sunny');
    if (says?.failed === undefined) expect(text).not.toMatch(/is_error|"status"/);
    else expect(text.split(says.failed)).toHaveLength(2);
  }
};

const cacheMarks: Check = async ({ open, model, mock, provider: { says } }) => {
  for (const stream of [false, true]) {
    expect((await open.ask({ model: model(CLAUDE), marked: true, stream })).text).toBe(ANSWER);
    const { text } = mock.requests.at(-1)!;
    if (says?.keep === undefined) expect(text).not.toMatch(/cache/);
    else expect(text.split(says.keep)).toHaveLength(2);
  }
};

const citations: Check = async ({ client, provider, office, open, model }) => {
  for (const stream of [false, true]) {
    const said = await open.ask({ model: model('cites'), stream });
    expect([said.text, said.sources]).toEqual([ANSWER, [SOURCE.url]]);
    // And on, with what was said as the client keeps it.
    expect((await open.ask({ model: model('cites'), stream, before: [{ said, text: 'Go on.' }] })).text).toBe(ANSWER);
    if (client.dialect !== 'anthropic-messages' || provider.kind === 'anthropic') continue;
    // Anthropic would refuse an index that it has not made.
    expect((await open.ask({ model: 'anthropic/the-model', stream, before: [{ said, text: 'Go on.' }] })).text).toBe(ANSWER);
    expect(office.mock('anthropic').requests.at(-1)!.text).not.toContain('encrypted_index');
  }
};

/** What a dearer tier costs is not known: nobody is asked for it. */
const tiers: Check = async ({ client, open, model, mock, provider: { tells } }) => {
  for (const tier of ['auto', 'priority'] as const) {
    for (const stream of [false, true]) {
      const said = await open.ask({ model: model('the-model'), tier, stream });
      expect(said.text).toBe(ANSWER);
      if (tells.tier && said.tier !== undefined) expect(said.tier).toBe('default');
      const { text } = mock.requests.at(-1)!;
      expect(text).not.toContain('priority');
      if (client.dialect === 'anthropic-messages') expect(text).not.toContain('"service_tier":"auto"');
    }
  }
};

const thoughts: Check = async ({ client, open, model, provider: { tells } }) => {
  for (const stream of [false, true]) {
    const said = await open.ask({ model: model('thinks'), think: true, stream });
    expect([said.text, said.thoughts, said.finish]).toEqual([ANSWER, THOUGHTS, 'stop']);
    checkUsage(said, client, stream, [12, 20]);
    if (tells.reasoning && said.usage.reasoning !== undefined) expect(said.usage.reasoning).toBe(9);
  }
};

const embeddings: Check = async ({ open, model, provider: { vector = (text) => [0, 1, 2, 3].map((at) => (text.length + at) / 8) } }) => {
  const texts = ['a', 'four', 'a text'];
  expect(await open.embed!(model('vectors'), texts)).toEqual(texts.map(vector));
};

/** What a client gets to see of a provider's answers. */
export const ANSWERS: Partial<Record<Feature, Check>> = {
  plain,
  stream,
  bounded,
  schema,
  images,
  cached,
  'cache marks': cacheMarks,
  citations,
  tiers,
  tools: toolsTest(false),
  'tools streamed': toolsTest(true),
  'result images': resultImages,
  'result errors': resultErrors,
  'one call': oneCall,
  results,
  thoughts,
  embeddings,
};
