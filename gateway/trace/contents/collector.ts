/** So many characters of a streamed answer are kept at the most. */
export const MAX_ANSWER = 256 * 1024;

/** Gathers what a stream says, for the record of its content. */
export interface AnswerCollector {
  add(text: string): void;
  text(): string;
  /** Something was left out. */
  cut(): boolean;
}

export function answerCollector(limit = MAX_ANSWER): AnswerCollector {
  const parts: string[] = [];
  let left = limit;
  let cut = false;
  return {
    add(text) {
      if (text.length <= left) {
        if (text.length > 0) parts.push(text);
      } else {
        cut = true;
        if (left > 0) parts.push(text.slice(0, left));
      }
      left = Math.max(0, left - text.length);
    },
    text: () => parts.join(''),
    cut: () => cut,
  };
}
