import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatehouseError } from '../../gateway/core/errors.ts';
import type { Json } from '../../gateway/core/json.ts';
import { estimatePromptTokens, leastPromptTokens } from '../../gateway/execute/local.ts';
import { providerKinds, providerOfKind } from '../../gateway/providers/registry.ts';
import { decodeChat } from '../../gateway/wire/openai-chat/decode.ts';
import { decodeEmbeddings } from '../../gateway/wire/openai-embeddings.ts';
import { chat, embeddings } from './requests.ts';
import { settings } from './settings.ts';

const SETTINGS = settings(2_000);
const RUNS = SETTINGS.numRuns;
/** Printable ASCII, short: what may stand in a response header. */
const HEADER = /^[\x20-\x7e]{0,200}$/;

/** Null where it is refused with an error of ours; every other error is a fault. */
function refusedOr<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof GatehouseError && error.status === 400) return null;
    throw error;
  }
}

describe.each(providerKinds())('whatever is let in, the adapter %s', (kind) => {
  const adapter = providerOfKind(kind)!;

  it(`encodes or refuses, chat (${RUNS} bodies), and its warnings fit a header`, () => {
    let encoded = 0;
    fc.assert(fc.property(chat, fc.boolean(), (whole, plain) => {
      const { n, logit_bias, tool_choice, parallel_tool_calls, ...rest } = whole;
      const body = plain ? rest : { ...rest, n, logit_bias, tool_choice, parallel_tool_calls };
      const decoded = refusedOr(() => decodeChat(body as Json));
      if (!decoded) return;
      expect(estimatePromptTokens(decoded.request)).toBeGreaterThanOrEqual(leastPromptTokens(decoded.request));
      const before = JSON.stringify(body);
      const result = refusedOr(() => adapter.chat!.encode(decoded.request, { model: 'm', numCtx: 4_096, capabilities: {} }));
      // The next attempt of the plan encodes the same value again.
      expect(JSON.stringify(body)).toBe(before);
      if (!result) return;
      encoded++;
      const { path } = adapter.chat!;
      if (typeof path === 'string') expect(JSON.parse(JSON.stringify(result.body))).toMatchObject({ model: 'm' });
      else expect(path({ model: 'm' })).toContain('m');
      for (const warning of result.warnings) expect(warning).toMatch(HEADER);
    }), SETTINGS);
    expect(encoded).toBeGreaterThan(RUNS / 40);
  });

  it('names what it ignores without letting a name into the header that does not belong there', () => {
    fc.assert(fc.property(fc.dictionary(fc.string({ unit: 'binary', minLength: 1 }), fc.constant(true)), (extra) => {
      const { warnings } = adapter.chat!.encode({ ...extra, model: 'm', messages: [{ role: 'user', content: 'x' }] } as never, { model: 'm' });
      for (const warning of warnings) expect(warning).toMatch(HEADER);
    }), settings(500));
  });

  if (adapter.embeddings) it('encodes or refuses, embeddings', () => {
    fc.assert(fc.property(embeddings, (body) => {
      const decoded = refusedOr(() => decodeEmbeddings(body as Json));
      if (decoded) refusedOr(() => adapter.embeddings!.encode(decoded, { model: 'm' }));
    }), SETTINGS);
  });
});
