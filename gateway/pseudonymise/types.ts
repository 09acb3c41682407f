import type { Finding } from '../classify/inspection.ts';
import type { Json } from '../core/json.ts';
import type { Core } from './stand-in.ts';

/** What the recognisers found in a request. */
export interface Found {
  findings: readonly Finding[];
  /** True where there is more than is listed. */
  more: boolean;
}

/** Looks at a request again; the office's recognisers, as at the first time. */
export type Inspect = (request: Json) => Found | Promise<Found>;

/** Why a request is not sent with stand-ins. */
export type RefusalCode =
  | 'unreadable'
  | 'too-many'
  | 'too-long'
  | 'uncertain'
  | 'no-stand-in'
  | 'split'
  | 'encoded'
  | 'key'
  | 'number'
  | 'fixed-field'
  | 'file'
  | 'tokens'
  | 'logprobs'
  | 'spoken-answer'
  | 'drawn-answer'
  | 'broken-json'
  | 'still-found';

export interface Refused {
  refused: RefusalCode;
  /** In plain words, for the trace and the client; never what was found. */
  text: string;
  /** Where, as far as it is one place: `messages[2].content`. */
  path?: string;
}

export interface Pseudonymised<T> {
  /** A copy in which only the strings that were touched are new. */
  request: T;
  /** How many values of each entity stand-ins were sent for. */
  counts: Record<string, number>;
  restore: RestoreKeys;
}

/** What a request's answer is restored with: the stand-ins that were sent in it, and no other ones of the conversation. */
export interface RestoreKeys {
  values: ReadonlyMap<Core, string>;
  /** The web addresses, up to a stand-in and with it, that stood in the request itself: in these alone it is restored. */
  addresses: ReadonlySet<string>;
  /** True where the answer's content was asked for as JSON. */
  json: boolean;
}
