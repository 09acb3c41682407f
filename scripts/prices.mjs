/**
 * Makes resources/prices.json from the data inside @pydantic/genai-prices and compares it with a second price list: the JSON of models and
 * prices that litellm ships (`model_prices_and_context_window_backup.json`). What differs goes into docs/prices-cross-check.md.
 * Usage: node scripts/prices.mjs --date 2026-09-23 --second FILE --second-name "litellm 1.109.1"
 * The date is the day of the first list; the second one is read as it stands.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { waitForUpdate } from '@pydantic/genai-prices';
import { checkCatalogue } from '../gateway/prices/catalogue.ts';
import { fromGenai } from '../gateway/prices/from-genai.ts';
import { createMatcher } from '../gateway/prices/match.ts';
import { root } from './lib/process.mjs';

/** Our provider → the second list's names for it. */
const SECOND_NAMES = {
  anthropic: ['anthropic'],
  aws: ['bedrock', 'bedrock_converse'],
  azure: ['azure', 'azure_ai'],
  baseten: ['baseten'],
  cerebras: ['cerebras'],
  cloudflare: ['cloudflare'],
  cohere: ['cohere', 'cohere_chat'],
  deepseek: ['deepseek'],
  fireworks: ['fireworks_ai'],
  google: ['gemini', 'vertex_ai-language-models'],
  groq: ['groq'],
  minimax: ['minimax'],
  mistral: ['mistral'],
  moonshotai: ['moonshot'],
  novita: ['novita'],
  openai: ['openai', 'text-completion-openai'],
  openrouter: ['openrouter'],
  ovhcloud: ['ovhcloud'],
  perplexity: ['perplexity'],
  together: ['together_ai'],
  voyageai: ['voyage'],
  'x-ai': ['xai'],
  zai: ['zai'],
};
/**
 * Tokens that one image can count for at the most, where it is more than the general bound (gateway/prices/history.ts), by the makers' documentation:
 * 2,833 and 5,667 for each of up to 8 tiles of 512 pixels (768 × 2,048 after scaling); 10,000 patches × 1.2 at the full size; 16,384 visual tokens.
 */
const IMAGE_TOKENS = [[/gpt-4o-mini/, 2_833 + 8 * 5_667], [/gpt-(5\.[4-9]|[6-9])/, 12_000], [/qwen.*vl/i, 16_384]];
/** Relative; below it two prices are the same. */
const SAME = 0.001;
const PARTS = [['input', 'input_cost_per_token'], ['output', 'output_cost_per_token'], ['cached', 'cache_read_input_token_cost'], ['cacheWrite', 'cache_creation_input_token_cost']];

const { values } = parseArgs({ options: { date: { type: 'string' }, second: { type: 'string' }, 'second-name': { type: 'string' } } });
if (!values.date || !values.second || !values['second-name']) throw new Error('Usage: node scripts/prices.mjs --date 2026-09-23 --second FILE --second-name "litellm 1.109.1"');

const version = JSON.parse(readFileSync(join(root, 'node_modules', '@pydantic', 'genai-prices', 'package.json'), 'utf8')).version;
const { providers, left } = fromGenai(structuredClone(await waitForUpdate()));
const catalogue = { format: 1, source: `@pydantic/genai-prices ${version}`, licence: 'MIT, © Pydantic Services Inc.', date: values.date, providers };
/** Hosts that the source does not know yet and that have the same prices. OpenAI's regional ones are dearer for newer models: they stay unpriced. */
const HOSTS = { aws: [String.raw`amazonaws\.com`, String.raw`amazonaws\.(com|eu)`], mistral: [String.raw`api\.mistral`, String.raw`api\.((eu|us)\.)?mistral`], together: ['xyz', '(xyz|ai)'] };
for (const provider of providers) {
  const [known, wider] = HOSTS[provider.id] ?? ['', ''];
  provider.api = provider.api.replace(known, wider);
}
const matcher = createMatcher(catalogue);
const at = Date.parse(values.date);
const second = JSON.parse(readFileSync(values.second, 'utf8'));

/** Model → what the second list says of it, by the second list's name. */
const found = new Map();
const unknown = new Map();
for (const provider of providers) {
  for (const theirs of SECOND_NAMES[provider.id] ?? []) {
    for (const [key, entry] of Object.entries(second)) {
      if (entry.litellm_provider !== theirs || !(entry.input_cost_per_token > 0)) continue;
      const name = key.startsWith(`${theirs}/`) ? key.slice(theirs.length + 1) : key;
      const match = matcher.model({ ...provider, fallback: [] }, name);
      if (!match) unknown.set(provider.id, [...(unknown.get(provider.id) ?? []), name]);
      else found.set(match.model, [...(found.get(match.model) ?? []), { name, entry }]);
    }
  }
}

const percent = (ours, theirs) => (ours === theirs ? 0 : (theirs / ours - 1) * 100);
const dollars = (nano) => String(Number((nano / 1e9).toPrecision(6)));

/** Where the two say different things, largest first. */
function differences(model, { entry }) {
  const tiers = model.periods.findLast(({ from }) => from <= at).tiers;
  return tiers.flatMap(({ above, rates }) =>
    PARTS.flatMap(([part, key]) => {
      const theirs = entry[above === 0 ? key : `${key}_above_${above / 1000}k_tokens`];
      const ours = rates[part];
      if (ours === undefined || typeof theirs !== 'number' || (theirs === 0 && part.startsWith('cache'))) return [];
      const off = percent(ours, theirs * 1e15);
      return Math.abs(off) <= SAME * 100 ? [] : [{ part: above === 0 ? part : `${part} above ${above / 1000}k`, ours, theirs: theirs * 1e15, off }];
    }),
  ).sort((a, b) => Math.abs(b.off) - Math.abs(a.off));
}

const rows = [];
const lists = { agreed: new Map(), alone: new Map() };
const counts = { agreed: 0, differs: 0, alone: 0 };
for (const provider of providers) {
  for (const model of provider.models) {
    const bound = IMAGE_TOKENS.find(([name]) => name.test(model.id));
    if (bound) model.imageTokens = bound[1];
    if (model.periods.length === 0) continue;
    const all = found.get(model) ?? [];
    const same = all.filter(({ name }) => name === model.id);
    const compared = same.length > 0 ? same : all;
    const outputs = compared.map(({ entry }) => entry.max_output_tokens).filter((count) => Number.isSafeInteger(count) && count > 0);
    if (outputs.length > 0) model.maxOutput = Math.max(...outputs);
    const contexts = compared.map(({ entry }) => entry.max_input_tokens).filter((count) => Number.isSafeInteger(count) && count > 0);
    if (model.context === undefined && contexts.length > 0) model.context = Math.max(...contexts);
    const worst = compared.map((one) => ({ name: one.name, differing: differences(model, one) })).sort((a, b) => Math.abs(b.differing[0]?.off ?? 0) - Math.abs(a.differing[0]?.off ?? 0))[0];
    model.check = !worst ? 'alone' : worst.differing.length > 0 ? 'differs' : 'agreed';
    counts[model.check] += 1;
    if (model.check === 'differs') {
      for (const { part, ours, theirs, off } of worst.differing) rows.push(`| ${provider.id} | ${model.id} | ${worst.name === model.id ? '' : worst.name} | ${part} | ${dollars(ours)} | ${dollars(theirs)} | ${off > 0 ? '+' : ''}${off.toFixed(1)} % |`);
    } else lists[model.check].set(provider.id, [...(lists[model.check].get(provider.id) ?? []), model.id]);
  }
}
catalogue.check = { source: values['second-name'], ...counts };
// Properties in one order, whatever was added when.
for (const provider of providers) {
  provider.models = provider.models.map(({ id, match, context, maxOutput, imageTokens, check, periods }) => JSON.parse(JSON.stringify({ id, match, context, maxOutput, imageTokens, check, periods })));
}
checkCatalogue(structuredClone(catalogue));

const { providers: _, ...head } = catalogue;
const oneLinePerModel = providers.map(({ models, ...provider }) => `${JSON.stringify(provider).slice(0, -1)},"models":[\n${models.map((model) => JSON.stringify(model)).join(',\n')}\n]}`);
writeFileSync(join(root, 'resources', 'prices.json'), `${JSON.stringify(head).slice(0, -1)},"providers":[\n${oneLinePerModel.join(',\n')}\n]}\n`);

const paragraphs = (map) => [...map].map(([provider, names]) => `**${provider}** (${names.length}): ${names.toSorted().join(', ')}`).join('\n\n');
writeFileSync(
  join(root, 'docs', 'prices-cross-check.md'),
  `# The price catalogue, compared

Made by \`scripts/prices.mjs\`; not edited by hand. First list: ${catalogue.source} of ${catalogue.date} (${catalogue.licence}); it is what counts. Second list: ${values['second-name']} (MIT).
Compared are input, output, cached input and cache writes, in each tier that both have, at the day of the first list.

| | models |
| --- | --- |
| both lists agree | ${counts.agreed} |
| they differ | ${counts.differs} |
| only in the first list | ${counts.alone} |
| only in the second list: unpriced here | ${[...unknown.values()].flat().length} |
| known, but unpriced: nothing that can be multiplied with tokens | ${left.length} |

## They differ

Dollars per million tokens. Where the second list's own name is given, the first list counts it as the same model.

| provider | model | second list's name | part | first | second | second is |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

## They agree

${paragraphs(lists.agreed)}

## Only in the first list

${paragraphs(lists.alone)}

## Only in the second list

${paragraphs(unknown)}

## Known, but unpriced

${left.map(({ name, reason }) => `- ${name}: ${reason}`).join('\n')}
`,
);
process.stdout.write(`${JSON.stringify({ ...counts, unpriced: left.length, onlyInSecond: [...unknown.values()].flat().length })}\n`);
