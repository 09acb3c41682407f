import type { DataClass } from '../core/data-class.ts';
import { LOCAL_PROVIDER } from '../core/model.ts';
import type { Store } from '../store/open.ts';
import type { TraceEnding } from './types.ts';

/** Whom a row is charged to. */
export interface Charged {
  quarter: number;
  key_id: string | null;
  team: string | null;
  owner: string | null;
  data_class: DataClass;
  decision: string;
}

/** Adds up endings by quarter of an hour and payer, for one statement per group instead of one per request. */
export interface UsageTotals {
  add(to: Charged, ending: TraceEnding): void;
  /** Within the transaction that has written the endings. */
  write(): void;
  forget(): void;
}

const GROUP = ['quarter', 'key_id', 'team', 'owner', 'provider', 'model', 'data_class', 'outcome'];
const SUMS = ['requests', 'prompt_tokens', 'completion_tokens', 'cached_tokens', 'counted_tokens', 'cost', 'estimated', 'unpriced', 'total_ms', 'first_token_ms', 'first_tokens'];

export function usageTotals({ db }: Store): UsageTotals {
  const upsert = db.prepare(
    `INSERT INTO usage (${[...GROUP, ...SUMS].join(', ')}) VALUES (${[...GROUP, ...SUMS].map(() => '?').join(', ')})
     ON CONFLICT DO UPDATE SET ${SUMS.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')}`,
  );
  const groups = new Map<string, { group: (string | number)[]; sums: number[] }>();
  return {
    add(to, ending) {
      const provider = ending.charged ?? ending.provider ?? (to.decision === LOCAL_PROVIDER ? LOCAL_PROVIDER : '');
      // Charged to another provider than has answered: the model is none of its own.
      const model = provider === (ending.provider ?? provider) ? (ending.model ?? '').slice(0, 512) : '';
      const group = [to.quarter, to.key_id ?? '', to.team ?? '', to.owner ?? '', provider, model, to.data_class, ending.outcome];
      const name = group.join('\n');
      let entry = groups.get(name);
      if (!entry) groups.set(name, (entry = { group, sums: SUMS.map(() => 0) }));
      const prompt = count(ending.promptTokens) ?? 0;
      const completion = count(ending.completionTokens) ?? 0;
      const { sums } = entry;
      const unpriced = ending.cost == null && provider !== LOCAL_PROVIDER && ending.outcome !== 'refused';
      const values = [
        1, prompt, completion, count(ending.cachedTokens) ?? 0, ending.countedTokens ?? prompt + completion, ending.cost ?? 0, Number(ending.usageEstimated === true), Number(unpriced),
        count(ending.totalMs) ?? 0, count(ending.firstTokenMs) ?? 0, Number(ending.firstTokenMs != null),
      ];
      for (let index = 0; index < values.length; index++) sums[index]! += values[index]!;
    },
    write() {
      for (const { group, sums } of groups.values()) upsert.run(...group, ...sums);
      groups.clear();
    },
    forget: () => groups.clear(),
  };
}

/** A provider may report anything as a count; what is none is unknown. */
export function count(value: number | null | undefined): number | null {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : null;
}
