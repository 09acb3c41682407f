import type { Message, ReasoningDetail } from '../core/chat.ts';

/** Of a thought that nobody signed. */
export const NOBODY = 'none';

/** An opaque value behind the name of its maker (`gho.MAKER.ID.`), in a dialect that has no place for it: only its maker gets it back. */
export function mark(maker: string, id: string, sealed: string): string {
  return `gho.${maker}.${Buffer.from(id).toString('base64url')}.${sealed}`;
}

export function unmark(text: string): { maker: string; id: string; value: string } | undefined {
  const [, maker, id, value] = /^gho\.([\w-]+)\.([\w-]*)\.([^]*)$/.exec(text) ?? [];
  return maker === undefined || value === undefined ? undefined : { maker, id: Buffer.from(id ?? '', 'base64url').toString('utf8'), value };
}

/** Gives a message its thoughts back; what was made for a call of a tool goes back to that call. */
export function giveBack(details: readonly ReasoningDetail[], message: Message): void {
  const kept = details.filter(({ format, type, id, data }) => {
    const call = format === 'google' && type === 'reasoning.encrypted' ? message.tool_calls?.find((candidate) => candidate.id === id) : undefined;
    if (call && data !== undefined) call.extra_content = { google: { thought_signature: data } };
    return !call;
  });
  if (kept.length > 0) message.reasoning_details = kept;
}
