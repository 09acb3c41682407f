import type { GatehouseError } from '../core/errors.ts';

/** OpenAI's error envelope, with what the gateway adds under `gatehouse`. */
export function openaiError(error: GatehouseError, traceId: string): object {
  const { param, hint, dataClass, rule, budget } = error.details;
  return {
    error: { message: hint ? `${error.message} ${hint}` : error.message, type: error.type, param: param ?? null, code: error.code },
    gatehouse: { trace_id: traceId, ...(dataClass && { class: dataClass }), ...(rule && { rule }), ...(hint && { hint }), ...(budget && { budget }) },
  };
}
