import { GatehouseError, unsupported } from '../core/errors.ts';

export function invalid(param: string, message: string): GatehouseError {
  return new GatehouseError('invalid_request', message, param === '' ? {} : { param });
}

/** Attack: a name of a field is the client's text, and an error repeats it. */
export function shown(name: string): string {
  return name.replace(/[^\w.[\]-]+/g, '…').slice(0, 60);
}

export function unknownField(name: string): GatehouseError {
  return unsupported(shown(name), `${shown(name)} is not known to this endpoint, so it is not sent on.`);
}

export function reference(param: string): GatehouseError {
  return new GatehouseError('content_by_reference', `${param} points to content that is not in the request, so its class cannot be decided.`, {
    param,
    hint: 'Send the content itself, as text or as a data: URL.',
  });
}

/** Where a provider may not run a tool. */
export const RUN_IT = 'Offer the tool as type "function" and run it yourself.';

export function hosted(param: string): GatehouseError {
  return new GatehouseError('hosted_tool', `${param} asks the provider to run a tool of its own, which no policy allows.`, { param, hint: RUN_IT });
}
