/** What is asked of every client in front of every provider: rows of docs/provider-features.md, and the names of the matrix' tests. */
export const FEATURES = {
  plain: 'Plain answer',
  stream: 'Stream',
  tools: 'Tools, in parallel',
  'tools streamed': 'Tools, streamed',
  results: 'Results of tools',
  'result images': 'Images in results of tools',
  'result errors': 'Failed calls of tools',
  'one call': 'One call at a time',
  images: 'Images',
  schema: 'JSON schema',
  bounded: 'Cut at the bound',
  thoughts: 'Reasoning',
  'thoughts back': 'Reasoning, sent back',
  cached: 'Cached tokens in usage',
  'cache marks': 'Marks of the cache',
  citations: 'Citations',
  tiers: 'Service tiers',
  embeddings: 'Embeddings',
  errors: 'Errors with retry headers',
  'broken streams': 'Errors in mid-stream',
} as const;

export type Feature = keyof typeof FEATURES;

/** Why something cannot be done, by feature. */
export type Lacks = Partial<Record<Feature, string>>;
