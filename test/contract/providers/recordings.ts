/** A stream's bytes; text where it is text. */
export type Bytes = string | Buffer;

/** What one kind of provider puts on the wire, recorded from it, beside what a client is to see of it. */
export interface Recording {
  /** The same short answer, plain and streamed, with `usage`. */
  answer: { plain: string; stream: Bytes; text: string; usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number } };
  /** Two tools called at once. */
  tools: { plain: string; stream: Bytes; calls: { name: string; arguments: unknown }[] };
  reasoning?: { plain: string; stream: Bytes; reasoning: string; text: string };
  /** Cut at the bound the client set. */
  bounded: { plain: string; stream: Bytes; text: string };
  /** Absent where the provider has none. */
  logprobs?: { stream: Bytes; tokens: string[] };
  errors: { body: string; says: string }[];
  /** An error after the answer has begun. */
  brokenStream: { stream: Bytes; text: string; says: RegExp };
  embeddings?: { plain: string; vectors: number[][]; promptTokens: number | undefined };
  models?: { plain: string; names: string[] };
}
