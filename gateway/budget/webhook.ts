import { createHmac, hash, randomBytes } from 'node:crypto';
import type { AuditLog } from '../audit/log.ts';
import type { OfficeState } from '../config/office.ts';
import type { AlertWebhook } from '../config/settings.ts';
import { Cancellation } from '../core/cancellation.ts';
import type { Clearance } from '../core/clearance.ts';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Egress } from '../egress/types.ts';
import type { Vault } from '../store/vault.ts';
import { deliverTo } from '../trace/export/deliver.ts';
import { createSender, type Delivery, type SenderStatus } from '../trace/export/sender.ts';
import type { Alert, Alerts } from './alerts.ts';

/** What is posted, as JSON, signed as https://www.standardwebhooks.com has it (`webhook-id`, `webhook-timestamp`, `webhook-signature`). Names and numbers; never content. */
export interface WebhookMessage {
  id: string;
  type: 'budget.alert' | 'budget.overrun' | 'test';
  /** RFC 3339. */
  timestamp: string;
  data: object;
}

export interface WebhookState {
  /** All that is shown of the address: the rest may be a secret. */
  origin: string;
  enabled: boolean;
  status: SenderStatus;
}

export interface Webhook {
  state(): WebhookState | null;
  /** Gives the secret that the receiver checks signatures with, where an address is given; it is not shown again. Without one the address stays. null takes the webhook away. Throws `invalid_request`. */
  set(input: { url?: string; enabled: boolean } | null, author: string): { secret: string | null };
  /** Posts a message of type `test` now. */
  test(by: string): Promise<Delivery>;
  close(): Promise<void>;
}

export interface WebhookOptions {
  alerts: Alerts;
  office: OfficeState;
  vault: Pick<Vault, 'derive' | 'seal' | 'open'>;
  egress: Egress;
  /** For one origin. */
  clearance(origins: string[]): Clearance;
  /** True where the address is outside the building. */
  leaves(url: string): boolean;
  audit: Pick<AuditLog, 'append'>;
  clock: Clock;
  /** For people: a department's or a key's name. */
  nameOf(scope: string): string;
}

const GRACE_MS = 500;
const placeOf = (id: string): string => `webhook ${id}`;

/** Posts each alert to an address of the office's choosing; tried again until it is taken, by the next process too. */
export function createWebhook({ alerts, office, vault, egress, clearance, leaves, audit, clock, nameOf }: WebhookOptions): Webhook {
  const ending = new Cancellation();
  const setting = (): AlertWebhook | null => office.setting('alertWebhook');
  const mayLeave = (): boolean => {
    const target = setting();
    return target !== null && target.enabled && !(office.lockdown().on && leaves(target.origin));
  };
  const urlOf = ({ id, sealed }: AlertWebhook): string => vault.open(Buffer.from(sealed, 'base64'), placeOf(id));

  async function deliver(message: WebhookMessage): Promise<Delivery> {
    const target = setting();
    if (!target) return { result: 'refused', reason: 'there is no address' };
    const body = JSON.stringify(message);
    const seconds = Math.floor(clock.now() / 1000);
    const signature = createHmac('sha256', secretOf(target)).update(`${message.id}.${seconds}.${body}`).digest('base64');
    const headers = { 'content-type': 'application/json', 'webhook-id': message.id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
    return deliverTo({ egress, clearance: clearance([target.origin]), url: urlOf(target), headers, abort: ending }, Buffer.from(body), clock);
  }

  /** Never stored: it follows from the data key and the webhook's id. */
  const secretOf = ({ id }: AlertWebhook): Buffer => vault.derive(`webhook ${id}`);
  const sender = createSender<Alert>({ deliver: ([alert]) => deliver(messageOf(alert!)), done: ([alert]) => route.done(alert!), mayLeave, now: clock.now, batch: 1 });
  const route = alerts.addRoute('webhook', { wanted: mayLeave, send: sender.push });

  function messageOf({ budget, threshold, periodStart, time, detail }: Alert): WebhookMessage {
    // Of the alert, not of the delivery: by it the receiver knows what it has already, from an earlier process too.
    const id = `msg_${hash('sha256', `${setting()?.id} ${budget} ${periodStart} ${threshold}`).slice(0, 32)}`;
    const timestamp = new Date(time).toISOString();
    if (budget === '') return { id, timestamp, type: 'budget.overrun', data: detail };
    return { id, timestamp, type: 'budget.alert', data: { ...detail, threshold, period_start: new Date(periodStart).toISOString(), name: nameOf(String(detail['scope'])) } };
  }

  return {
    state() {
      const target = setting();
      return target && { origin: target.origin, enabled: target.enabled, status: sender.status() };
    },
    set(input, author) {
      const before = setting();
      if (!input) {
        office.setSetting('alertWebhook', null, author);
        return { secret: null };
      }
      if (input.url === undefined) {
        if (!before) throw new GatehouseError('invalid_request', 'There is no address yet.', { param: 'url' });
        office.setSetting('alertWebhook', { ...before, enabled: input.enabled }, author);
        return { secret: null };
      }
      const url = checkUrl(input.url, leaves);
      const id = randomBytes(12).toString('base64url');
      const target: AlertWebhook = { id, origin: new URL(url).origin, sealed: Buffer.from(vault.seal(url, placeOf(id))).toString('base64'), enabled: input.enabled };
      office.setSetting('alertWebhook', target, author);
      return { secret: `whsec_${secretOf(target).toString('base64')}` };
    },
    async test(by) {
      const target = setting();
      if (!target) throw new GatehouseError('not_found', 'There is no webhook yet.');
      if (office.lockdown().on && leaves(target.origin)) throw new GatehouseError('lockdown', '"Nothing leaves the building" is on.');
      audit.append(by, 'webhook.test', { origin: target.origin });
      return deliver({ id: newId('msg', clock.now()), type: 'test', timestamp: new Date(clock.now()).toISOString(), data: {} });
    },
    async close() {
      route.remove();
      await sender.close(GRACE_MS);
      ending.abort();
    },
  };
}

function checkUrl(text: string, leaves: (url: string) => boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new GatehouseError('invalid_request', `"${text.slice(0, 200)}" is not an address that messages can be posted to.`, { param: 'url', hint: 'Write it as https://example.com/hooks/gatehouse, without a user name.' });
  }
  if (url.protocol === 'http:' && leaves(url.href)) throw new GatehouseError('invalid_request', 'Outside the building warnings are posted over https only.', { param: 'url' });
  return url.href;
}
