import type { FastifyReply } from 'fastify';
import type { DataClass } from '../core/data-class.ts';
import type { DeploymentRef } from '../core/model.ts';

const NONE = 'none';

/** Attack: a model's name, or a provider's in a warning, with letters that no header can hold makes Node throw after the provider has answered. They are percent-encoded. */
export function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]+/gu, (odd) => encodeURIComponent(odd.toWellFormed()));
}

/** On every answer and error; `none` where it did not come to that. */
export function headersOf(known: { dataClass?: DataClass; decision?: string; deployment?: DeploymentRef }): Record<string, string> {
  return {
    'x-gatehouse-class': known.dataClass ?? NONE,
    'x-gatehouse-decision': known.decision ?? NONE,
    'x-gatehouse-provider': known.deployment?.provider ?? NONE,
    'x-gatehouse-model': known.deployment ? headerText(known.deployment.model) : NONE,
  };
}

/** Who answered, and what of the request was not followed. */
export function announce(reply: FastifyReply, { provider, model }: DeploymentRef, warnings: readonly string[]): void {
  reply.header('x-gatehouse-provider', provider);
  reply.header('x-gatehouse-model', headerText(model));
  if (warnings.length > 0) reply.header('x-gatehouse-warning', headerText(warnings.join('; ')));
}
