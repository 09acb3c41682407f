import { GatehouseError } from '../core/errors.ts';

/** 400 for a day, or a moment of one, that no calendar has. */
export function notADay(text: string, param: string): GatehouseError {
  return new GatehouseError('invalid_request', `"${text}" is not a day of the calendar.`, { param, hint: 'Write it as 2026-01-31.' });
}
