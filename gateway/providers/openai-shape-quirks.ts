import type { Message } from '../core/chat.ts';
import type { JsonObject } from '../core/json.ts';

/** In what a server of OpenAI's shape differs from OpenAI's own chat completions. What is absent is as there. */
export interface Quirks {
  /** Under which `passthrough` carries its own parameters. */
  kind: string;
  /** In messages and warnings. */
  name: string;
  /** Its name for the bound of an answer, to which the other one is renamed. Absent: a client's stays as it is, and ours goes by the host. */
  bound?: 'max_tokens' | 'max_completion_tokens';
  /** Usage comes without being asked for, and `stream_options` is not known. */
  usageUnasked?: true;
  /** Sent with every request, whatever the client says. */
  forced?: Readonly<JsonObject>;
  /** Parameters that have another name there. */
  renames?: readonly (readonly [string, string])[];
  /** Parameters that it does not know: mere hints, left out with a warning. */
  hints?: readonly string[];
  /** Parameters that it does not know and that change the meaning: `unsupported_parameter`, unless their value changes nothing. */
  refused?: readonly string[];
  /** Parameters that have tools, searches or other models run at the provider's: `hosted_tool`. */
  hosted?: readonly string[];
  /** Values of `service_tier` whose price is the usual one; every other is left out with a warning. */
  tiers?: readonly string[];
  /** Values of `reasoning_effort` that it does not know, and what comes next to them there. */
  efforts?: Readonly<Record<string, string>>;
  /** At most so many stop sequences. */
  stops?: number;
  /** `stop` is always a list. */
  stopList?: true;
  /** At most so many tools. */
  tools?: number;
  /** Its models call as many tools at once as they like: `parallel_tool_calls` is not known. */
  manyCalls?: true;
  /** Tools are of type "function", and `tool_choice` is none of OpenAI's newer forms. */
  functionsOnly?: true;
  /** A tool without parameters says so. */
  parameters?: true;
  toolChoice?: Readonly<Record<string, string>>;
  jsonSchema?: false;
  /** The longest id of a call that it takes; a longer one, which another provider has made, becomes a digest of itself. */
  callId?: number;
  /** `logprobs` is the number of alternatives, and comes back as plain numbers. */
  countedLogprobs?: true;
  roles?: Readonly<Record<string, Message['role']>>;
  /** What a message may consist of, where the server refuses everything else. */
  fields?: readonly string[];
  /** Types of content parts; a refusal becomes text where it is not among them. */
  parts?: readonly string[];
  /** Images may stand in the results of tools; elsewhere they follow these in a message of the user. */
  resultImages?: true;
  /** Texts in several parts become one string. */
  flat?: true;
  /** Fields of messages and tool calls that go back to it, of those that OpenAI's server does not know. */
  keeps?: readonly ('reasoning_content' | 'extra_content')[];
  /** The first to look at the messages. Makes new ones; `warn` is told what the warning says of them. */
  messages?(messages: readonly Message[], warn: (text: string) => void): readonly Message[];
  /** Its own parameters that a client may set in `passthrough`. Never what names tools, models, addresses or stored state, or changes the price. */
  passthrough: readonly string[];
  /** Its ids of answers are not of the form `chatcmpl…`. */
  ownIds?: true;
  /**
   * What keeps a model from thinking that thinks unasked. It is also sent where calls of tools come back without the thoughts before them (`reasoning_content`):
   * such a model refuses to think on.
   */
  unthinking?: Readonly<JsonObject>;
  /** Its thoughts come as content parts of type "thinking", which it wants back: they go into `reasoning_details`. */
  thinking?: true;
}
