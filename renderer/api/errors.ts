import type { ErrorCode } from '../../gateway/core/errors.ts';

/** The gateway's own codes, and two of the browser's: it could not be reached, or what came was not its answer. */
export type ApiErrorCode = ErrorCode | 'gateway_away' | 'bad_answer';

/** What every failed call throws. `message` and `hint` are the gateway's own words; the page says `errors:<code>` in the person's language. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly hint: string | undefined;
  /** The field at fault, as `body.name`. */
  readonly param: string | undefined;

  constructor(code: ApiErrorCode, message: string, details: { hint?: string | undefined; param?: string | undefined; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.name = 'ApiError';
    this.code = code;
    this.hint = details.hint;
    this.param = details.param;
  }
}
