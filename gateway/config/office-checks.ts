import { isAddressRange } from '../core/address.ts';
import { classRank, DATA_CLASSES, type DataClass } from '../core/data-class.ts';
import { formatDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import { parseJson } from '../core/json.ts';
import { LOCAL_ORIGIN, LOCAL_PROVIDER, type DeploymentRef, type Policy } from '../core/model.ts';
import type { Snapshot } from './office-snapshot.ts';
import { findCell, lets } from './policy-change.ts';

const PROVIDER_ID = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
// eslint-disable-next-line no-control-regex -- these are what must not be in a header value
const CONTROL = /[\u0000-\u001f\u007f]/;
/** Set by the gateway itself; a configured one could split or redirect a request. */
const FORBIDDEN_HEADERS = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'te', 'trailer', 'expect', 'keep-alive']);

export function invalid(param: string, message: string, hint?: string): GatehouseError {
  return new GatehouseError('invalid_request', message, hint === undefined ? { param } : { param, hint });
}

export function checkKeyClasses(floor: DataClass, ceiling: DataClass): void {
  if (classRank(floor) > classRank(ceiling)) throw invalid('floor', `The floor (${floor}) is above the ceiling (${ceiling}).`, `The classes are, lowest first: ${DATA_CLASSES.join(', ')}.`);
}

export function checkOrigins(origins: string[]): void {
  for (const origin of origins) {
    // "null" is what every sandboxed page sends: naming it would let any page in.
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) throw invalid('origins', `"${origin}" is not an origin.`, 'Write it as https://app.example.com, without a path.');
  }
}

export function checkProviderId(id: string): void {
  if (!PROVIDER_ID.test(id)) throw invalid('id', `"${id}" cannot be a provider's name.`, 'Use small letters, digits, ".", "_" and "-"; it starts with a letter or digit.');
  if (id === LOCAL_PROVIDER) throw new GatehouseError('conflict', `"${LOCAL_PROVIDER}" is the bundled Ollama and cannot be changed.`, { param: 'id' });
}

/** The base URL without a trailing slash. */
export function checkBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw invalid('baseUrl', `"${baseUrl}" is not an http or https address.`);
  if (url.username || url.password) throw invalid('baseUrl', 'A base URL holds no user name or password.', "Give the provider's key instead.");
  if (url.search || url.hash) throw invalid('baseUrl', 'A base URL has no query and no fragment.');
  if (url.origin === LOCAL_ORIGIN) throw invalid('baseUrl', `${LOCAL_ORIGIN} is the bundled Ollama; it is there already, as "local".`);
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

export function checkHeaders(headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name) || FORBIDDEN_HEADERS.has(name.toLowerCase())) throw invalid(`headers.${name}`, `"${name}" cannot be set as a header.`);
    if (CONTROL.test(value)) throw invalid(`headers.${name}`, `The value of header "${name}" holds a control character.`);
  }
}

/** The credential in one line, as a file of JSON can be put too: its line breaks stand between values. Throws `invalid_request` where it holds any other control character. */
export function checkCredential(credential: string): string {
  const text = credential.trim();
  const line = text.startsWith('{') && parseJson(text) !== undefined ? text.replace(/[\r\n\t]+/g, ' ') : text;
  if (CONTROL.test(line)) throw invalid('credential', "The provider's key holds a control character.", 'Give one line.');
  const odd = line.startsWith('{') ? undefined : /[^ -~]/u.exec(line)?.[0];
  if (odd !== undefined) throw invalid('credential', `The provider's key holds "${odd}", which no key does.`, 'Copy it where the provider shows it whole: a list may cut it.');
  return line;
}

export function checkAliasName(name: string): void {
  if (!/^[^\s/@]{1,128}$/.test(name)) throw invalid('name', `"${name}" cannot be an alias.`, 'No blanks, no "/" and no "@": provider/model is reached without an alias.');
  if (name === LOCAL_PROVIDER) throw new GatehouseError('conflict', `"${LOCAL_PROVIDER}" always means the bundled Ollama.`, { param: 'name' });
}

export function checkDeployments(snapshot: Snapshot, deployments: DeploymentRef[]): void {
  if (deployments.length === 0) throw invalid('deployments', 'An alias names at least one deployment.');
  deployments.forEach((ref, index) => {
    const param = `deployments[${index}]`;
    if (!snapshot.providers.has(ref.provider)) throw invalid(param, `There is no provider "${ref.provider}" (in ${formatDeployment(ref)}).`, 'See: gatehouse providers list');
    if (ref.credential !== undefined && !snapshot.credentials.get(ref.provider)?.has(ref.credential)) throw invalid(param, `Provider "${ref.provider}" has no credential "${ref.credential}".`);
  });
}

export function checkCellProvider(snapshot: Snapshot, provider: string): void {
  if (provider === LOCAL_PROVIDER) throw invalid('provider', 'The bundled Ollama may see every class; it has no cells.');
  if (!snapshot.providers.has(provider)) throw invalid('provider', `There is no provider "${provider}".`, 'See: gatehouse providers list');
}

/** An address range that cannot be read would be in force for nobody, or for everybody: it is never stored. */
export function checkAddressRanges(ranges: readonly string[] | undefined): void {
  for (const range of ranges ?? []) {
    if (!isAddressRange(range)) throw invalid('clientAddresses', `"${range}" is not an address or an address range.`, 'Write it as 192.168.1.0/24 or 192.168.1.7.');
  }
}

/** Whatever a change did, the result is checked as a whole: a matrix that is not monotone is never stored. */
export function checkPolicy(snapshot: Snapshot, policy: Policy): void {
  const seen = new Set<string>();
  for (const cell of policy.cells) {
    checkCellProvider(snapshot, cell.provider);
    checkAddressRanges(cell.conditions.clientAddresses);
    if (cell.conditions.hostedTools && cell.action !== 'allow') throw invalid('hostedTools', `${cell.dataClass} × ${cell.provider}: a tool that the provider runs would be given stand-ins in the place of what it is to look for.`, 'Allow the class as it is, or leave the tool out.');
    const place = `${cell.dataClass} ${cell.provider}`;
    if (seen.has(place)) throw invalid('cells', `The policy has two cells for ${cell.dataClass} × ${cell.provider}.`);
    seen.add(place);
  }
  for (const provider of new Set(policy.cells.map((cell) => cell.provider))) {
    for (let rank = 1; rank < DATA_CLASSES.length; rank++) {
      const [lower, higher] = [DATA_CLASSES[rank - 1]!, DATA_CLASSES[rank]!];
      if (!lets(findCell(policy, lower, provider), findCell(policy, higher, provider))) {
        throw invalid('cells', `Provider "${provider}" may not see more of ${higher} data than of ${lower} data.`);
      }
    }
  }
  const names = new Set<string>();
  for (const route of policy.routes) {
    if (names.has(route.name)) throw invalid('routes', `The policy has two routes "${route.name}".`);
    names.add(route.name);
    checkAddressRanges(route.when.clientAddresses);
    const { tags, keys, clientAddresses } = route.when;
    if (!tags && !keys && !clientAddresses) throw invalid('when', `Route "${route.name}" says not when it applies.`, 'Give tags, keys or client addresses.');
    if (route.alias !== LOCAL_PROVIDER && !snapshot.aliases.has(route.alias)) throw invalid('alias', `There is no alias "${route.alias}" (in route "${route.name}").`, 'See: gatehouse models aliases');
  }
}
