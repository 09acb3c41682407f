import type { DataClass } from '../core/data-class.ts';
import type { DeploymentRef } from '../core/model.ts';

const NONE = 'none';

/** On every answer and error; `none` where it did not come to that. */
export function headersOf(known: { dataClass?: DataClass; decision?: string; deployment?: DeploymentRef }): Record<string, string> {
  return {
    'x-gatehouse-class': known.dataClass ?? NONE,
    'x-gatehouse-decision': known.decision ?? NONE,
    'x-gatehouse-provider': known.deployment?.provider ?? NONE,
    'x-gatehouse-model': known.deployment?.model ?? NONE,
  };
}
