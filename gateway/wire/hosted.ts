import { type Json, type JsonObject, spelt } from '../core/json.ts';
import { unsupported } from '../core/errors.ts';
import type { Dialect } from '../providers/define.ts';
import { hostedToolOf } from '../providers/registry.ts';
import type { DecodedChat } from './dialect.ts';
import { hosted, shown } from './faults.ts';

type Reading = Pick<DecodedChat, 'ownOnly' | 'hosted'>;

/**
 * A tool that the provider runs, which the rules may name. Throws `hosted_tool` for one that nobody here knows, and `unsupported_parameter` for what
 * might point to content that is not in the request.
 */
export function readHostedTool(dialect: Dialect, tool: JsonObject, at: string, reading: Reading): void {
  const known = hostedToolOf(dialect, ({ types }) => types.includes(spelt(tool.type)));
  if (!known) throw hosted(`${at}.type`);
  for (const [name, value] of Object.entries(tool)) {
    if (name !== 'type' && value !== null && !known.fields.includes(name)) throw unsupported(`${at}.${shown(name)}`, `${at}.${shown(name)} is not known of this tool, so it is not sent on.`);
  }
  reading.ownOnly.push(`${at}.type`);
  reading.hosted ??= { names: [], param: `${at}.type` };
  if (!reading.hosted.names.includes(known.name)) reading.hosted.names.push(known.name);
}

/** Of an answer in the conversation so far: that such a tool was run there, and what it found. Only a provider of the same dialect can read it. */
export function isLeftByHostedTool(dialect: Dialect, type: Json | undefined): boolean {
  return hostedToolOf(dialect, ({ leaves }) => leaves.includes(spelt(type))) !== undefined;
}
