import { createPrivateKey, hash, type KeyObject, sign } from 'node:crypto';
import { GatehouseError } from '../../core/errors.ts';
import { isObject, type JsonObject, parseJson } from '../../core/json.ts';
import { RecentMap } from '../../core/recent-map.ts';

/** A service account, as its key file (JSON) describes it. */
export interface ServiceAccount {
  project: string;
  /** Throws `provider_error` where the file's private key cannot be read. */
  sign(now: number): string;
}

/** Google takes none that is valid for longer. */
const VALID_SECONDS = 3600;
/** A new one is made so long before, for requests on their way and clocks that differ. */
const EARLY_SECONDS = 600;
/** Attack: what a token that leaks could be used for elsewhere. Of regional hosts too, the audience is the service's own name. */
const AUDIENCE = 'https://aiplatform.googleapis.com/';
const PROJECT = /^[a-z][a-z0-9.:-]{2,98}[a-z0-9]$/;
const REMEMBERED = 32;

/** By the SHA-256 of its key file: a file that was rotated or removed is kept nowhere. */
const tokens = new RecentMap<string, { text: string; from: number; until: number }>(REMEMBERED);

/** Throws `provider_error` for what is no key file of a service account. */
export function serviceAccount(credential: string | undefined): ServiceAccount {
  const file = parseJson(credential ?? '');
  if (!isObject(file) || file.type !== 'service_account') throw unusable('It is not the key file of a service account (JSON).');
  const [project, email, keyId, pem] = ['project_id', 'client_email', 'private_key_id', 'private_key'].map((name) => textOf(file, name)) as [string, string, string, string];
  // Attack: a project that leaves its place in the path.
  if (!PROJECT.test(project)) throw unusable('The project in the key file is none.');
  return {
    project,
    sign(now) {
      const parts = [{ alg: 'RS256', typ: 'JWT', kid: keyId }, { iss: email, sub: email, aud: AUDIENCE, iat: now, exp: now + VALID_SECONDS }];
      const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey(pem)).toString('base64url')}`;
    },
  };
}

/**
 * A JWT that the account's own key signs and Google takes in place of an access token (google.aip.dev/auth/4111): nobody else is asked for one. RS256, valid for
 * an hour, for this service alone. `now`: Unix time in seconds.
 */
export function tokenOf(credential: string, now = Math.floor(Date.now() / 1000)): string {
  const id = hash('sha256', credential, 'base64');
  const last = tokens.get(id);
  // A clock that was set back makes the last one a token of the future.
  if (last && last.from <= now && now < last.until) return last.text;
  const text = serviceAccount(credential).sign(now);
  tokens.set(id, { text, from: now, until: now + VALID_SECONDS - EARLY_SECONDS });
  return text;
}

function textOf(file: JsonObject, name: string): string {
  const value = file[name];
  if (typeof value !== 'string' || value === '') throw unusable('The key file is not whole.');
  return value;
}

function privateKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Said below: the reason that OpenSSL gives helps nobody.
  }
  throw unusable('The private key in the key file cannot be read.');
}

function unusable(reason: string): GatehouseError {
  return new GatehouseError('provider_error', `The provider’s key cannot be used. ${reason}`, { param: 'credential', hint: 'An administrator can make a key of the type JSON for a service account in the Google Cloud console and enter the whole file.' });
}
