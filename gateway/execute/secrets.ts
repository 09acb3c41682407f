/** A shorter value (a version, a flag) is no secret, and would tear words apart. */
const MIN_SECRET = 8;
/** Of a provider's own words. */
const MAX_SAID = 2_000;

/** Attack: a provider's error quotes the credential it was sent ("Incorrect API key provided: …"), and others would read it. Cut only when it is clean. */
export function withoutSecrets(said: string, headers: readonly string[]): string {
  const secrets = headers.flatMap((value) => [value, ...value.split(' ')]).filter(({ length }) => length >= MIN_SECRET);
  // The longest first: one may be a part of another, and what is left of that would be shown.
  return secrets.sort((a, b) => b.length - a.length).reduce((clean, secret) => clean.replaceAll(secret, '…'), said).slice(0, MAX_SAID).toWellFormed();
}
