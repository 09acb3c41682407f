import type { ReasoningDetail } from '../../core/chat.ts';

const OWN = 'anthropic';
/** Of a thought that nobody signed. */
export const NOBODY = 'none';

/**
 * An opaque value in a block of this dialect says whose it is, so that only its maker gets it back: Anthropic's own stand as they are, those of other
 * makers behind `gho.MAKER.ID.`. A thought that nobody signed is marked too: Anthropic would not take it for one of its own.
 */
export function marked(format: string, id: string, sealed: string): string {
  return format === OWN ? sealed : `gho.${format}.${Buffer.from(id).toString('base64url')}.${sealed}`;
}

export function unmarked(text: string): { maker: string; id?: string; value: string } {
  const [, maker, id, value] = /^gho\.([\w-]+)\.([\w-]*)\.([^]*)$/.exec(text) ?? [];
  if (maker === undefined || value === undefined) return { maker: OWN, value: text };
  return { maker, value, ...(id && { id: Buffer.from(id, 'base64url').toString('utf8') }) };
}

/** The block of a whole piece of reasoning. */
export function thoughtBlock({ type, format, text = '', summary, signature = '', data = '', id = '' }: ReasoningDetail, seal: (value: string) => string): { type: 'thinking'; thinking: string; signature: string } | { type: 'redacted_thinking'; data: string } {
  if (type === 'reasoning.encrypted') return { type: 'redacted_thinking', data: marked(format, id, seal(data)) };
  return { type: 'thinking', thinking: summary ?? text, signature: marked(format, id, seal(signature)) };
}

/** What takes a signature's place where a thought has none. */
export function unsigned(seal: (value: string) => string): string {
  return marked(NOBODY, '', seal('unsigned'));
}
