import type { JsonObject } from '../core/json.ts';
import { invalid } from './faults.ts';

/** The largest bound of an answer, in tokens: no model writes as much, and what it could cost can be counted. */
export const MAX_ANSWER_TOKENS = 100_000_000;

/** What a number may be; absent and null are always let in. */
export interface NumberRule { min: number; max: number; integer?: boolean }

/** Throws `invalid_request` with the name of the first number that is out of its range. */
export function checkNumbers(body: JsonObject, rules: Readonly<Record<string, NumberRule>>): void {
  for (const name in rules) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    const { min, max, integer } = rules[name]!;
    if (typeof value !== 'number' || value < min || value > max || (integer && !Number.isInteger(value))) throw invalid(name, `${name} must be ${integer ? 'a whole number' : 'a number'} from ${min} to ${max}.`);
  }
}

/** Throws `invalid_request` with the name of the first that is neither true nor false. */
export function checkBooleans(body: JsonObject, names: readonly string[]): void {
  for (const name of names) {
    const value = body[name];
    if (value !== undefined && value !== null && typeof value !== 'boolean') throw invalid(name, `${name} must be true or false.`);
  }
}
