import { GatehouseError } from '../../core/errors.ts';

const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
/** Said by the exporter itself, or by HTTP. */
const OWN = new Set(['connection', 'content-length', 'content-type', 'content-encoding', 'host', 'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer', 'keep-alive']);
const MAX_HEADERS = 32;

/** Throws `invalid_request` for what is no address, holds a password, or would carry names through the internet in clear. */
export function checkEndpoint(endpoint: string, leaves: (url: string) => boolean): void {
  const wrong = (message: string, hint?: string): GatehouseError => new GatehouseError('invalid_request', message, { param: 'endpoint', ...(hint !== undefined && { hint }) });
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw wrong('This is not an address.', 'Write it as https://collector.example.com/v1/traces.');
  if (url.username !== '' || url.password !== '') throw wrong('An address holds no password.', 'Enter it as a header.');
  if (url.hash !== '' || url.search !== '') throw wrong('An address of a receiver has no "?" and no "#".');
  if (url.protocol === 'http:' && leaves(endpoint)) throw wrong('Outside the building traces are sent over https only.');
}

export function checkHeaders(headers: Record<string, string>): void {
  const entries = Object.entries(headers);
  if (entries.length > MAX_HEADERS) throw new GatehouseError('invalid_request', `At most ${MAX_HEADERS} headers.`, { param: 'headers' });
  for (const [name, value] of entries) {
    if (!TOKEN.test(name) || OWN.has(name.toLowerCase())) throw new GatehouseError('invalid_request', `"${name.slice(0, 100)}" cannot be a header here.`, { param: 'headers' });
    if (!/^[\t\x20-\x7e]*$/.test(value)) throw new GatehouseError('invalid_request', `The value of the header "${name}" has letters that no header may have.`, { param: 'headers' });
  }
}
