import type { Trace } from '../types.ts';

/** A trace with everything in it; for tests. */
export function exampleTrace(more: Partial<Trace> = {}): Trace {
  return {
    id: 'trc_0mb2k1x9q0123456789abcd', time: Date.UTC(2026, 10, 21, 9, 30, 0, 250), keyId: 'key_1', keyName: 'CRM', team: 'team_tax', owner: 'application:CRM', endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow',
    rule: 'internal may go to mock', why: null, evidence: [], standIns: null, policyVersion: 7, requestedModel: 'fast', session: 'sess-42', tags: ['tax', 'client-7'], streamed: true, plan: ['mock/gpt-4o-mini'],
    traceparent: null, reserved: 5_000_000, reservedTokens: 900, provider: 'mock', model: 'gpt-4o-mini', attempts: [{ deployment: 'mock/gpt-4o-mini', status: 200, startedAt: Date.UTC(2026, 10, 21, 9, 30, 0, 260), ms: 1_900 }],
    promptTokens: 120, completionTokens: 80, cachedTokens: 20, cacheWriteTokens: null, reasoningTokens: 30, usageEstimated: false, cost: 1_234_567, price: 'mock/gpt-4o-mini@1', firstTokenMs: 350, totalMs: 2_000, outcome: 'ok', errorCode: null, httpStatus: 200,
    ...more,
  };
}
