import { timingSafeEqual } from 'node:crypto';
import { isObject, type Json, type JsonObject } from './json.ts';

/** Puts a seal around an opaque value of a provider's (the signature of a thought, encrypted reasoning) on its way to the client. */
export type Seal = (value: string) => string;

/**
 * Opaque values go out sealed, so that they are known again when they come back: from the same provider, to the same key, unchanged. Nobody here can
 * read them, and they count as nothing; everything else of that look is classified like any text. Nothing has to be remembered for it.
 */
export interface Seals {
  sealFor(keyId: string, provider: string): Seal;
  /** The provider whose value it is; undefined where we did not seal it for this key. */
  providerOf(keyId: string, sealed: string): string | undefined;
}

const MARK = 'gh1.';
/** Half of the digest: 128 bits. */
const MAC_BYTES = 16;

/** @param digest a keyed digest */
export function createSeals(digest: (text: string) => Buffer): Seals {
  const mac = (keyId: string, provider: string, value: string): Buffer => digest(`opaque\0${keyId}\0${provider}\0${value}`).subarray(0, MAC_BYTES);
  return {
    sealFor: (keyId, provider) => (value) => (value === '' ? '' : `${MARK}${Buffer.from(provider).toString('base64url')}.${mac(keyId, provider, value).toString('base64url')}.${value}`),
    providerOf(keyId, sealed) {
      const parts = partsOf(sealed);
      if (!parts) return undefined;
      const provider = Buffer.from(parts.provider, 'base64url').toString('utf8');
      const given = Buffer.from(parts.mac, 'base64url');
      return given.length === MAC_BYTES && timingSafeEqual(given, mac(keyId, provider, parts.value)) ? provider : undefined;
    },
  };
}

function partsOf(sealed: string): { provider: string; mac: string; value: string } | undefined {
  const [, provider, mac, value] = /^(?:gho\.[\w-]+\.[\w-]*\.)?gh1\.([\w-]+)\.([\w-]+)\.([^]+)$/.exec(sealed) ?? [];
  return provider !== undefined && mac !== undefined && value !== undefined ? { provider, mac, value } : undefined;
}

/** Stands in `payloads` for all that a list holds. */
export const EVERY = '*';

type Change = (text: string, holder: object, key: string | number) => string | undefined;

/** The body as it is looked at: what is known to be sealed, and the bytes of images and files, are empty in it. */
export function asLookedAt(body: Json, sealed: ReadonlyMap<string, string>, payloads: ReadonlyMap<object, string>): Json {
  if (sealed.size === 0 && payloads.size === 0) return body;
  return copy(body, (text, holder, key) => {
    const payload = payloads.get(holder);
    return sealed.has(text) || payload === key || payload === EVERY ? '' : text;
  }, body as object, '') as Json;
}

/** The body as one provider gets it: its own values as it made them, those of others taken out together with the list entry that they stand in. */
export function unsealedFor<T extends object>(body: T, provider: string, sealed: ReadonlyMap<string, string>): T {
  if (sealed.size === 0) return body;
  const open: Change = (text) => {
    const maker = sealed.get(text);
    if (maker === undefined) return text;
    return maker === provider ? partsOf(text)!.value : undefined;
  };
  return copy(body as Json, open, body, '') as T;
}

function copy(value: Json, change: Change, holder: object, key: string | number): Json | undefined {
  if (typeof value === 'string') return change(value, holder, key);
  if (Array.isArray(value)) return value.map((one, index) => copy(one, change, value, index)).filter((one) => one !== undefined);
  if (!isObject(value)) return value;
  const out: JsonObject = {};
  for (const name of Object.keys(value)) {
    const inner = value[name]!;
    const copied = copy(inner, change, value, name);
    // A thought without its signature is none that anybody takes back: the whole entry goes.
    if (copied === undefined && typeof inner === 'string') return undefined;
    if (copied !== undefined) out[name] = copied;
  }
  return out;
}
