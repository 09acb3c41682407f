import type { Message, ReasoningDetail, ToolCallDelta } from '../../core/chat.ts';
import { isObject } from '../../core/json.ts';
import { thoughtOf } from '../tool-calls.ts';
import type { Seal } from '../../core/sealed.ts';

interface Reasoned { reasoning_details?: ReasoningDetail[]; tool_calls?: Pick<ToolCallDelta, 'extra_content'>[] }

/** Seals, in place, the opaque values of one message or delta. */
export function sealChoice(holder: Reasoned, seal: Seal): void {
  for (const detail of holder.reasoning_details ?? []) {
    if (detail.signature) detail.signature = seal(detail.signature);
    if (detail.data) detail.data = seal(detail.data);
  }
  for (const call of holder.tool_calls ?? []) {
    const google = call.extra_content?.google;
    if (isObject(google) && typeof google.thought_signature === 'string') google.thought_signature = seal(google.thought_signature);
  }
}

/** Strings of a message's that may be sealed. */
export function opaqueOf(message: Message, into: string[]): void {
  const take = (value: unknown): void => {
    if (typeof value === 'string') into.push(value);
  };
  if (Array.isArray(message.reasoning_details)) {
    for (const detail of message.reasoning_details) {
      if (!isObject(detail)) continue;
      take(detail.signature);
      take(detail.data);
    }
  }
  for (const call of message.tool_calls ?? []) {
    take(isObject(call.extra_content) ? thoughtOf(call) : undefined);
  }
}
