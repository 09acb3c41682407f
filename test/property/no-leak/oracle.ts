import { type Access, type Case, type Circumstances, CLASSES, type Conditions, type DeploymentRef, type OfficeModel, rankOf } from './types.ts';

const BETTER: Access[] = ['no', 'stand-ins', 'clear'];
const CONFIDENTIAL = rankOf('confidential');
/** A shorter piece of a value may be anything. */
const HALF_MIN = 8;
/** Reached by these addresses, `on-prem` stays in the building. */
const IN_THE_BUILDING = /^on-prem$/;

/** The least class that this request has, by all that was stated and planted. Uses nothing of the gateway's code. */
export function leastRank(request: Case, { states, blind: misled, reached }: Circumstances): { stated: number; rank: number; blind: boolean } {
  const blind = misled && !request.nothingNew;
  const key = states[0]!.keys.get(request.key)!;
  let stated = Math.max(rankOf(key.floor), reached);
  if (request.prefix) stated = Math.max(stated, rankOf(request.prefix));
  if (request.header) stated = Math.max(stated, rankOf(request.header));
  for (const tag of [...request.headerTags, ...request.bodyTags]) {
    const named = CLASSES.find((name) => tag === name || tag === `class:${name}`);
    if (named) stated = Math.max(stated, rankOf(named));
  }
  if (request.unreadable) stated = Math.max(stated, rankOf((request.unreadable === 'media' ? key.mediaClass : null) ?? key.ceiling));
  if (blind) stated = Math.max(stated, rankOf(key.ceiling));
  // A request that nothing could look into counts as its key's ceiling, whatever is in it.
  return { blind, stated, rank: blind ? stated : request.plants.reduce((rank, plant) => Math.max(rank, plant.rank), stated) };
}

/** The most that a place may see of this request, under any of the states that held while it ran. */
export function accessOf(request: Case, at: Circumstances, place: string, now: number): Access {
  const least = leastRank(request, at);
  return at.states.map((state) => accessIn(request, state, least, place, now)).reduce((best, one) => (BETTER.indexOf(one) > BETTER.indexOf(best) ? one : best), 'no');
}

function accessIn(request: Case, state: OfficeModel, { stated, rank, blind }: { stated: number; rank: number; blind: boolean }, place: string, now: number): Access {
  const key = state.keys.get(request.key);
  if (!key || rank > rankOf(key.ceiling)) return 'no';
  let best: Access = 'no';
  for (const deployment of askedFor(request, state)) {
    const provider = state.providers.get(deployment.provider);
    if (!provider?.enabled || provider.place !== place) continue;
    if (state.lockdown && !IN_THE_BUILDING.test(provider.region)) continue;
    const cell = state.cells.find((one) => one.provider === deployment.provider && rankOf(one.dataClass) === rank);
    if (!cell || cell.action === 'deny' || !holds(cell.conditions, request, deployment, provider, now)) continue;
    if (cell.action === 'allow') return 'clear';
    // What was only stated, or cannot be read, is not sent with stand-ins: nobody knows what in it must not be seen.
    const explained = !blind && !request.unreadable && (stated < CONFIDENTIAL || request.plants.length > 0);
    if (explained) best = 'stand-ins';
  }
  return best;
}

function askedFor(request: Case, state: OfficeModel): readonly DeploymentRef[] {
  const key = state.keys.get(request.key)!;
  if (key.models && !key.models.includes(request.model)) return [];
  const tags = [...request.headerTags, ...request.bodyTags];
  const route = state.routes.find(({ when }) => (!when.tags || when.tags.some((tag) => tags.includes(tag))) && (!when.keys || when.keys.includes(key.id)));
  const name = route?.alias ?? request.model;
  const alias = state.aliases.get(name);
  if (alias) return alias;
  const slash = name.indexOf('/');
  return slash > 0 ? [{ provider: name.slice(0, slash), model: name.slice(slash + 1) }] : [];
}

function holds(conditions: Conditions, request: Case, { model }: DeploymentRef, provider: { region: string; contract: { id?: string; expiresAt?: number } }, now: number): boolean {
  const { models, regions, contractValid, keys, tags, clientAddresses, until } = conditions;
  return (
    (!models || models.includes(model)) &&
    (!regions || regions.includes(provider.region)) &&
    (!contractValid || (provider.contract.id !== undefined && (provider.contract.expiresAt ?? Infinity) > now)) &&
    (!keys || keys.includes(request.key)) &&
    (!tags || tags.some((tag) => request.headerTags.includes(tag) || request.bodyTags.includes(tag))) &&
    (!clientAddresses || clientAddresses.some((range) => range.startsWith('127.'))) &&
    (until === undefined || now < until)
  );
}

/** Which of the planted values can be read in these bytes: as they are, without their separators, as they were written, or half of them. */
export function valuesIn(text: string, plants: Case['plants']): string[] {
  const squeezed = squeeze(text);
  const seen = ({ value, written }: Case['plants'][number]): boolean => {
    const whole = squeeze(value);
    if (squeezed.includes(whole)) return true;
    if (typeof written === 'string') return text.includes(written);
    return written.map(squeeze).some((half) => half.length >= HALF_MIN && whole.includes(half) && squeezed.includes(half));
  };
  return plants.filter(seen).map(({ recogniser }) => recogniser);
}

function squeeze(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}
