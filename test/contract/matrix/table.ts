import { providerKinds, providerOfKind } from '../../../gateway/providers/registry.ts';
import { CLIENTS as NODE_CLIENTS } from './clients/clients.ts';
import { PYTHON_CLIENTS } from './clients/python.ts';
import { type Feature, FEATURES } from './features.ts';
import { lacking, meets } from './pairs.ts';
import { PROVIDERS } from './providers.ts';

/** One test of the contract suite, as the reporter found it. */
export interface Result { name: string; passed: boolean; matrix?: { client: string; provider: string; feature: Feature } }

/** What the contract suite proves of each adapter by itself (test/contract/providers.test.ts), by how its tests' names begin. */
const BY_ADAPTER = { 'truncated at any byte': 'Truncated at any byte', 'in any two pieces': 'Split anywhere', 'the list of models': 'List of models' };

const CLIENTS = [...NODE_CLIENTS, ...PYTHON_CLIENTS];

interface Cell { text: string; note?: string }

const key = (...parts: string[]): string => parts.join(' | ');

/** All that must be tested for the tables to say what they say; the tests' names and what they are of. */
export function declared(): Set<string> {
  const all = new Set<string>();
  for (const client of CLIENTS) for (const provider of PROVIDERS) for (const feature of features()) if (meets(client, provider) && lacking(client, provider, feature) === undefined) all.add(key(client.name, provider.id, feature));
  for (const kind of providerKinds()) for (const name of suiteNames(kind)) all.add(key('suite', kind, name));
  for (const { id } of PROVIDERS) all.add(key('bad', id));
  return all;
}

const features = (): Feature[] => Object.keys(FEATURES) as Feature[];

function suiteNames(kind: string): string[] {
  return Object.keys(BY_ADAPTER).filter((name) => name !== 'the list of models' || providerOfKind(kind)!.models);
}

/** The same of results: what has passed, every time it was tested. */
export function proven(results: readonly Result[]): Set<string> {
  const passed = new Map<string, boolean>();
  const note = (name: string, ok: boolean): void => void passed.set(name, ok && passed.get(name) !== false);
  for (const { name, passed: ok, matrix } of results) {
    if (matrix) note(key(matrix.client, matrix.provider, matrix.feature), ok);
    const [, kind, test] = /the adapter (\S+) > (.*)$/.exec(name) ?? [];
    for (const known of kind === undefined ? [] : suiteNames(kind)) if (test!.startsWith(known)) note(key('suite', kind!, known), ok);
    const bad = /> (\S+) sends > /.exec(name)?.[1];
    if (bad !== undefined) note(key('bad', bad), ok);
  }
  return new Set([...passed].filter(([, ok]) => ok).map(([name]) => name));
}

/** docs/provider-features.md, from what is proven. */
export function render(found: ReadonlySet<string>): string {
  const notes: string[] = [];
  const marked = ({ text, note }: Cell): string => {
    if (note === undefined) return text;
    if (!notes.includes(note)) notes.push(note);
    return `${text} <sup>${notes.indexOf(note) + 1}</sup>`;
  };
  const table = (heads: string[], rows: [string, Cell[]][]): string => [`| | ${heads.join(' | ')} |`, `| --- |${' :-: |'.repeat(heads.length)}`, ...rows.map(([name, cells]) => `| ${name} | ${cells.map(marked).join(' | ')} |`)].join('\n');
  const mark = (names: string[]): Cell => ({ text: names.length > 0 && names.every((name) => found.has(name)) ? '✓' : '✗' });
  const of = (pairs: [string, string | undefined][]): Cell => {
    const able = pairs.filter(([, lack]) => lack === undefined);
    return able.length > 0 ? mark(able.map(([name]) => name)) : { text: '–', note: pairs[0]![1]! };
  };
  const byProvider = features().map((feature): [string, Cell[]] => [FEATURES[feature], PROVIDERS.map((provider) => {
    const lack = provider.lacks[feature];
    return lack === undefined ? of(CLIENTS.filter((client) => meets(client, provider)).map((client) => [key(client.name, provider.id, feature), client.lacks[feature]])) : { text: '–', note: lack };
  })]);
  const bySuite = Object.entries(BY_ADAPTER).map(([name, title]): [string, Cell[]] => [title, PROVIDERS.map(({ kind }) => (suiteNames(kind).includes(name) ? mark([key('suite', kind, name)]) : { text: '–', note: 'its API has none here' }))]);
  const bad: [string, Cell[]] = ['Bad answers', PROVIDERS.map(({ id }) => mark([key('bad', id)]))];
  const byClient = features().map((feature): [string, Cell[]] => [FEATURES[feature], CLIENTS.map((client) => {
    const lack = client.lacks[feature];
    if (lack !== undefined) return { text: '–', note: lack };
    const note = client.notes?.[feature];
    return { ...of(PROVIDERS.filter((provider) => meets(client, provider)).map((provider) => [key(client.name, provider.id, feature), provider.lacks[feature]])), ...(note !== undefined && { note }) };
  })]);
  return `# What works with which provider

Made by \`node scripts/features.mjs\` from the results of the contract suite; not edited by hand. ✓: every test of it passes, with each client that can do it in front of that provider,
plain and streamed; ✗: one does not; –: it cannot be done, and why.

## Providers

${table(PROVIDERS.map(({ id }) => id), [...byProvider, ...bySuite, bad])}

## Clients

Each unchanged but for its address and key, in front of every provider.

${table(CLIENTS.map(({ name }) => name), byClient)}

## Why not

${notes.map((note, index) => `${index + 1}. ${note[0]!.toUpperCase()}${note.slice(1)}.`).join('\n')}
`;
}
