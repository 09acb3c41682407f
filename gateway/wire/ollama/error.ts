import type { GatehouseError } from '../../core/errors.ts';

/** Ollama's `{"error": "…"}`, with what the gateway adds under `gatehouse`. */
export function ollamaError(error: GatehouseError, traceId: string): object {
  const { hint, dataClass, rule, budget } = error.details;
  return {
    error: hint ? `${error.message} ${hint}` : error.message,
    gatehouse: { trace_id: traceId, code: error.code, ...(dataClass && { class: dataClass }), ...(rule && { rule }), ...(hint && { hint }), ...(budget && { budget }) },
  };
}
