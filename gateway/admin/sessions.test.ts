import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { temporaryOffice } from '../../test/support/temporary-office.ts';
import { createAdminSessions } from './sessions.ts';

const ORIGIN = 'http://127.0.0.1:4141';

/** As a page makes it (renderer/api/session.ts), with Node's own HMAC. */
const prove = (resume: string, challenge: string, origin = ORIGIN): string => createHmac('sha256', Buffer.from(resume, 'base64url')).update(`${challenge} ${origin}`).digest('base64url');

function twoRuns() {
  const { store, vault, audit, clock } = temporaryOffice();
  const start = () => createAdminSessions({ store, vault, audit, clock });
  const before = start();
  const opened = before.exchange(before.createLink('Anna', 'admin', 'test').token);
  return { start, before, opened, audit, clock };
}

it('takes a token from the process that gave it alone, and gives another for the proof, once', () => {
  const { start, before, opened, audit, clock } = twoRuns();
  expect(before.authenticate(opened.token)).toMatchObject({ name: 'Anna', role: 'admin' });
  const after = start();
  clock.move(3_600_000);
  expect([after.authenticate(opened.token), after.expiresAt(opened.token)]).toEqual([undefined, undefined]);
  const challenge = after.challenge();
  const shown = { token: opened.token, challenge, proof: prove(opened.resume, challenge), origin: ORIGIN };
  const resumed = after.resume(shown);
  expect(resumed).toMatchObject({ admin: { name: 'Anna' }, expiresAt: opened.expiresAt });
  expect([resumed.token, resumed.resume]).not.toEqual([opened.token, opened.resume]);
  expect(after.authenticate(resumed.token)).toMatchObject({ name: 'Anna', role: 'admin' });
  expect(audit.list({ limit: 1 })[0]).toMatchObject({ action: 'admin.session', actor: 'Anna', detail: { role: 'admin', resumed: true } });
  expect(() => after.resume(shown)).toThrow('This session is over.');
  expect(after.authenticate(opened.token)).toBeUndefined();
});

it('refuses every other proof, and leaves the session to the page that has the right one', () => {
  const { start, opened, clock } = twoRuns();
  const after = start();
  const old = start().challenge();
  const attempt = (change: (challenge: string) => { token?: string; challenge?: string; proof?: string; origin?: string }) => {
    const challenge = after.challenge();
    return () => after.resume({ token: opened.token, challenge, proof: prove(opened.resume, challenge), origin: ORIGIN, ...change(challenge) });
  };
  const stranger = Buffer.alloc(32).toString('base64url');
  for (const refused of [
    attempt((challenge) => ({ proof: prove(stranger, challenge) })),
    attempt((challenge) => ({ proof: prove(opened.resume, challenge, 'http://127.0.0.1:5555') })),
    attempt(() => ({ origin: 'http://127.0.0.1:5555' })),
    attempt(() => ({ challenge: old, proof: prove(opened.resume, old) })),
    attempt(() => ({ proof: '' })),
    attempt(() => ({ token: 'ghs_guess' })),
  ]) expect(refused).toThrow('This session is over.');
  const late = attempt(() => ({}));
  clock.move(61_000);
  expect(late).toThrow('This session is over.');
  const right = attempt(() => ({}));
  expect(right().admin.name).toBe('Anna');
});

it('resumes nothing that has run out', () => {
  const { start, opened, clock } = twoRuns();
  const after = start();
  clock.move(13 * 3_600_000);
  const challenge = after.challenge();
  expect(() => after.resume({ token: opened.token, challenge, proof: prove(opened.resume, challenge), origin: ORIGIN })).toThrow('This session is over.');
});
