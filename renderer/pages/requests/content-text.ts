export interface Said {
  /** As the dialect calls it; hostile text. */
  who: string;
  text: string;
}

/** What was asked, message by message, where the stored JSON says so; undefined: show it as it is. */
export function messagesOf(request: string): Said[] | undefined {
  const body = parsed(request);
  if (!isObject(body) || !Array.isArray(body['messages'])) return undefined;
  return body['messages'].map((message: unknown) => (isObject(message) ? { who: String(message['role'] ?? ''), text: textOf(message['content'] ?? message) } : { who: '', text: textOf(message) }));
}

/** The words of an answer; all of it where it has another form. */
export function answerOf(answer: string): string {
  const body = parsed(answer);
  const choice = isObject(body) && Array.isArray(body['choices']) ? (body['choices'][0] as unknown) : undefined;
  const message = isObject(choice) ? choice['message'] : undefined;
  const content = isObject(message) ? message['content'] : isObject(body) ? body['content'] : undefined;
  return content === undefined || content === null ? answer : textOf(content);
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map((part: unknown) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : textOf(part))).join('\n');
  return JSON.stringify(content, null, 2);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
