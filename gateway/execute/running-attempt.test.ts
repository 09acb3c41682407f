import { expect, it } from 'vitest';
import { Cancellation } from '../core/cancellation.ts';
import { type Endpoint, RunningAttempt } from './running-attempt.ts';

function attempt(secrets: Record<string, string>): RunningAttempt {
  const made = new RunningAttempt({} as Endpoint, new Cancellation(), 0);
  made.secrets = [secrets];
  return made;
}

it.each([
  ['with its scheme', 'you sent "Bearer sk-acme-law-9f8e7d6c5b4a"', 'you sent "…"'],
  ['alone', 'no such key: sk-acme-law-9f8e7d6c5b4a.', 'no such key: ….'],
  ['of which another header is a part', 'team acme-law, key sk-acme-law-9f8e7d6c5b4a', 'team …, key …'],
  ['where long words are cut', `${'x'.repeat(1_992)}sk-acme-law-9f8e7d6c5b4a and more`, `${'x'.repeat(1_992)}… and mo`],
])('quotes no credential %s', (_how, said, clean) => {
  expect(attempt({ 'x-team': 'acme-law', authorization: 'Bearer sk-acme-law-9f8e7d6c5b4a', 'x-version': 'v2' }).withoutSecrets(said)).toBe(clean);
});
