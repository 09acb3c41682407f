import type { AuditLog } from '../audit/log.ts';
import type { OfficeState } from '../config/office.ts';
import type { AlertMail } from '../config/settings.ts';
import type { Clearance } from '../core/clearance.ts';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { mailOrigin } from '../egress/mail.ts';
import type { Egress } from '../egress/types.ts';
import type { Vault } from '../store/vault.ts';
import { createSender, type Delivery, type SenderStatus } from '../trace/export/sender.ts';
import type { Alert, Alerts } from './alerts.ts';
import { mailText } from './mail-texts.ts';

export interface MailInput {
  host: string;
  port: number;
  security: AlertMail['security'];
  user?: string;
  /** Absent: the one that is stored stays, while host and user do, and it does not become readable on its way. */
  password?: string;
  from: string;
  to: string[];
  enabled: boolean;
}

export type MailState = Omit<AlertMail, 'id' | 'sealed'> & { hasPassword: boolean; status: SenderStatus };

export interface AlertMailer {
  state(): MailState | null;
  /** null takes it away. Throws `invalid_request`. */
  set(input: MailInput | null, author: string): void;
  /** Sends a message that says it is a test, now. */
  test(by: string): Promise<Delivery>;
  close(): Promise<void>;
}

export interface MailerOptions {
  alerts: Alerts;
  office: OfficeState;
  vault: Pick<Vault, 'seal' | 'open'>;
  egress: Pick<Egress, 'mail'>;
  /** For one origin. */
  clearance(origins: string[]): Clearance;
  /** True where the address is outside the building. */
  leaves(url: string): boolean;
  audit: Pick<AuditLog, 'append'>;
  clock: Clock;
  nameOf(scope: string): string | null;
}

const GRACE_MS = 500;
const ADDRESS = /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]{1,255}$/;
const placeOf = (id: string): string => `mail ${id}`;

/** Sends each warning to the addresses that the office has named, in the office's language; tried again until the server takes it, by the next process too. */
export function createMailer({ alerts, office, vault, egress, clearance, leaves, audit, clock, nameOf }: MailerOptions): AlertMailer {
  const setting = (): AlertMail | null => office.setting('alertMail');
  const held = (target: AlertMail): boolean => office.lockdown().on && leaves(`https://${target.host}`);
  const mayLeave = (): boolean => {
    const target = setting();
    return target !== null && target.enabled && !held(target);
  };

  async function deliver(alert: Alert | 'test'): Promise<Delivery> {
    const target = setting();
    if (!target) return { result: 'refused', reason: 'there is no address' };
    const { id, host, port, security, user, sealed, from, to } = target;
    const password = sealed === null ? undefined : vault.open(Buffer.from(sealed, 'base64'), placeOf(id));
    const text = mailText(office.setting('language') ?? 'en', alert, nameOf);
    try {
      await egress.mail(clearance([mailOrigin(target)]), { host, port, security, ...(user !== null && { user, ...(password !== undefined && { password }) }) }, { from, to, ...text });
      return { result: 'taken' };
    } catch (error) {
      const { responseCode, code } = error as { responseCode?: number; code?: string };
      // A server's words may hold anything: its number is enough.
      if (responseCode !== undefined && responseCode >= 500) return { result: 'refused', reason: `the mail server answered ${responseCode}` };
      return { result: 'retry', reason: responseCode === undefined ? `it cannot be reached (${String(code)})` : `the mail server answered ${responseCode}` };
    }
  }

  const sender = createSender<Alert>({ deliver: ([alert]) => deliver(alert!), done: ([alert]) => route.done(alert!), mayLeave, now: clock.now, batch: 1 });
  const route = alerts.addRoute('mail', { wanted: mayLeave, send: sender.push });

  return {
    state() {
      const target = setting();
      if (!target) return null;
      const { id: _, sealed, ...shown } = target;
      return { ...shown, hasPassword: sealed !== null, status: sender.status() };
    },
    set(input, author) {
      if (!input) {
        office.setSetting('alertMail', null, author);
        return;
      }
      check(input, leaves);
      const { password, user, ...rest } = input;
      const before = setting();
      // Attack: whoever may change this would have the stored password sent to a server of their own, or in clear.
      const same = before !== null && before.host === input.host && before.port === input.port && before.user === (user ?? null) && (input.security !== 'none' || before.security === 'none');
      const id = newId('mail', clock.now());
      const secret = password ?? (same && before.sealed !== null ? vault.open(Buffer.from(before.sealed, 'base64'), placeOf(before.id)) : undefined);
      office.setSetting('alertMail', { ...rest, id, user: user ?? null, sealed: secret === undefined ? null : Buffer.from(vault.seal(secret, placeOf(id))).toString('base64') }, author);
    },
    async test(by) {
      const target = setting();
      if (!target) throw new GatehouseError('not_found', 'There is no mail server yet.');
      if (held(target)) throw new GatehouseError('lockdown', '"Nothing leaves the building" is on.');
      audit.append(by, 'mail.test', { host: target.host, to: target.to });
      return deliver('test');
    },
    async close() {
      route.remove();
      await sender.close(GRACE_MS);
    },
  };
}

function check({ host, port, security, from, to }: MailInput, leaves: (url: string) => boolean): void {
  const wrong = (param: string, message: string, hint?: string): GatehouseError => new GatehouseError('invalid_request', message, { param, ...(hint !== undefined && { hint }) });
  if (!/^[A-Za-z0-9.-]{1,255}$/.test(host) && !/^[0-9a-fA-F:.]{2,45}$/.test(host)) throw wrong('host', `"${host.slice(0, 100)}" is not the name of a mail server.`, 'Write it as mail.example.com.');
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) throw wrong('port', 'A port is a number from 1 to 65535.', '465 with TLS, 587 with STARTTLS.');
  if (security === 'none' && leaves(`http://${host}`)) throw wrong('security', 'Outside the building mail is sent encrypted only.', 'Choose TLS or STARTTLS.');
  for (const [param, address] of [['from', from], ...to.map((one) => ['to', one])] as [string, string][]) if (!ADDRESS.test(address)) throw wrong(param, `"${address.slice(0, 100)}" is not an e-mail address.`);
  if (to.length === 0) throw wrong('to', 'Name at least one address that the warnings go to.');
}
