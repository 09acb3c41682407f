import type { Annotation, ReasoningDetail } from '../../core/chat.ts';
import { mark, NOBODY, unmark } from '../marks.ts';

const OWN = 'anthropic';

/** Anthropic's own opaque values stand as they are; those of other makers, and thoughts that nobody signed, are marked: Anthropic would not take them for its own. */
export function marked(maker: string, id: string, sealed: string): string {
  return maker === OWN ? sealed : mark(maker, id, sealed);
}

export function unmarked(text: string): { maker: string; id: string; value: string } {
  return unmark(text) ?? { maker: OWN, id: '', value: text };
}

/** The block of a whole piece of reasoning. */
export function thoughtBlock({ type, format, text = '', summary, signature = '', data = '', id = '' }: ReasoningDetail, seal: (value: string) => string): { type: 'thinking'; thinking: string; signature: string } | { type: 'redacted_thinking'; data: string } {
  if (type === 'reasoning.encrypted') return { type: 'redacted_thinking', data: marked(format, id, seal(data)) };
  return { type: 'thinking', thinking: summary ?? text, signature: signatureOf({ type, format, signature, id }, seal) };
}

/** A signature that its maker has left empty cannot be sealed, and Anthropic would refuse what stands around it: another maker's thought is then one that nobody signed. */
export function signatureOf({ format, signature = '', id = '' }: ReasoningDetail, seal: (value: string) => string): string {
  return signature === '' && format !== OWN ? unsigned(seal) : marked(format, id, seal(signature));
}

/** A page that is cited, in the words of Anthropic's web search (`CitationsWebSearchResultLocation`). Anthropic would refuse another maker's index when it comes back: it is marked, and goes to nobody. */
export function citation({ url_citation: { url, title } }: Annotation, seal: (value: string) => string): { type: 'web_search_result_location'; url: string; title: string; cited_text: string; encrypted_index: string } {
  return { type: 'web_search_result_location', url, title, cited_text: '', encrypted_index: unsigned(seal) };
}

/** What takes a signature's place where a thought has none. */
export function unsigned(seal: (value: string) => string): string {
  return mark(NOBODY, '', seal('unsigned'));
}
