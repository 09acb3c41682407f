import { post } from '../support/office.ts';
import type { DatedGateway } from './dated-gateway.ts';
import { CLIENTS, type Office } from './office.ts';
import { OUTAGE } from './providers.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
/** How many weekdays before the day of the pictures tools have asked. */
const PAST_DAYS = 20;

/** Stand-ins answer within milliseconds, providers within seconds. */
export const FASTER = 150;

const CLAUSE = 'The tenant hands over the premises cleaned and in good order. Wear that comes from ordinary use goes to the landlord. Both sides draw up a protocol and sign it on the same day. What is not named in the protocol counts as accepted, unless the fault could not be seen on that day. ';
export const LETTER = 'Sehr geehrte Frau Keller\n\nIhre AHV-Nummer 756.9217.0769.85 liegt uns vor. Bitte überweisen Sie den Betrag auf CH66 0076 2011 6238 5295 8.\n\nFreundliche Grüsse\nDr. Petra Huber, Bahnhofstrasse 12, 8001 Zürich';

interface Kind {
  key: string;
  model: string;
  /** How often, beside the others. */
  share: number;
  ask: (random: () => number) => string;
  headers?: Record<string, string>;
}

const long = (what: string, least: number, most: number) => (random: () => number): string => `${what}\n\n${CLAUSE.repeat(least + Math.floor(random() * (most - least)))}`;

const KINDS: readonly Kind[] = [
  { key: 'Reception', model: 'fast', share: 7, ask: long('Translate this into French.', 10, 60) },
  { key: 'Word', model: 'letters', share: 8, ask: long('Make this paragraph shorter.', 40, 260) },
  { key: 'Research', model: 'research', share: 6, ask: long('Which articles apply here?', 60, 400) },
  { key: 'Document search', model: 'documents', share: 8, ask: long('Which clause is about handing over?', 2, 10) },
  { key: 'Outlook', model: 'letters', share: 5, ask: () => `Make this letter friendlier.\n\n${LETTER}` },
  { key: 'Deeds', model: 'drafts', share: 4, ask: long('Draft the deed from these points.', 30, 120) },
  { key: 'Outlook', model: 'letters', share: 3, ask: (random) => `Write to ${CLIENTS[Math.floor(random() * CLIENTS.length)]!} that the hearing was moved to May.` },
  { key: 'Outlook', model: 'letters', share: 2, ask: long('Sum up the hearing.', 4, 20), headers: { 'x-gatehouse-tags': 'hearing' } },
  { key: 'Reception', model: 'fast', share: 1, ask: () => LETTER },
  { key: 'Deeds', model: 'azure/gpt-4.1', share: 0.6, ask: () => `${OUTAGE} of the lift: who bears the rent meanwhile?` },
];
const LAST: readonly [key: string, content: string][] = [
  ['Deeds', `${OUTAGE} of the lift: who bears the rent meanwhile?`],
  ['Word', `Make this paragraph shorter.\n\n${CLAUSE.repeat(90)}`],
  ['Reception', LETTER],
  ['Document search', `Which clause is about handing over?\n\n${CLAUSE}`],
  ['Outlook', `Write to ${CLIENTS[0]!} that the hearing was moved to May.`],
  ['Research', `Which articles apply here?\n\n${CLAUSE.repeat(120)}`],
  ['Outlook', `Make this letter friendlier.\n\n${LETTER}`],
];
const SHARES = KINDS.reduce((sum, { share }) => sum + share, 0);

/** Four weeks of weekdays, and the day of the pictures until `now`; the same ones on every run. */
export async function ask(gateway: DatedGateway, { keys }: Office, now: number): Promise<void> {
  let seed = 20_261;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const send = async (key: string, model: string, content: string, headers: Record<string, string> = {}): Promise<void> => {
    const answer = await post(gateway, keys[key]!, '/v1/chat/completions', { model, messages: [{ role: 'user', content }], max_tokens: 1500 }, headers);
    await answer.arrayBuffer();
  };
  const one = async (time: number): Promise<void> => {
    let place = random() * SHARES;
    const { key, model, ask: text, headers = {} } = KINDS.find(({ share }) => (place -= share) < 0) ?? KINDS[0]!;
    await gateway.setClock(time, FASTER);
    const session: Record<string, string> = random() < 0.4 ? { 'x-gatehouse-session': `${key.toLowerCase().replace(' ', '-')}-${new Date(time).toISOString().slice(5, 13)}` } : {};
    await send(key, model, text(random), { ...headers, ...session });
  };
  const midnight = now - (now % DAY);
  for (let back = PAST_DAYS; back >= 0; back--) {
    const begin = midnight - back * DAY;
    if ([0, 6].includes(new Date(begin).getUTCDay())) continue;
    const times = Array.from({ length: 18 + Math.floor(random() * 16) }, () => begin + 6.5 * HOUR + random() * 10 * HOUR).sort((a, b) => a - b);
    for (const time of times) if (time < now - (LAST.length + 1) * MINUTE) await one(Math.floor(time));
  }
  // The newest ones, a minute apart: one of each way that a request can go.
  for (const [index, [key, content]] of LAST.entries()) {
    await gateway.setClock(now - (LAST.length - index) * MINUTE, content.startsWith(OUTAGE) ? 5 : FASTER);
    const { model } = KINDS.findLast((kind) => kind.key === key)!;
    await send(key, model, content);
  }
}
