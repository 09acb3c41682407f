import { BlockList, isIP } from 'node:net';
import type { Cell, Conditions, DeploymentRef, ProviderConfig } from '../core/model.ts';

export interface Circumstances {
  keyId: string;
  tags: readonly string[];
  clientAddress: string;
  /** UTC milliseconds. */
  now: number;
}

/** Why a cell does not hold for this deployment, in words a person can read; undefined: it holds. */
export function unmet(cell: Cell, deployment: DeploymentRef, provider: ProviderConfig, at: Circumstances): string | undefined {
  const { models, regions, contractValid, keys, tags, clientAddresses, until }: Conditions = cell.conditions;
  if (until !== undefined && at.now >= until) return `the permission ended on ${day(until)}`;
  if (models && !models.includes(deployment.model)) return `only ${models.join(', ')} may be used there`;
  if (regions && !regions.includes(provider.region)) return `region ${provider.region} is not among ${regions.join(', ')}`;
  if (contractValid && !(provider.contract.id && (provider.contract.expiresAt ?? Number.POSITIVE_INFINITY) > at.now)) {
    return provider.contract.id ? `the contract ended on ${day(provider.contract.expiresAt!)}` : 'there is no contract';
  }
  if (keys && !keys.includes(at.keyId)) return 'the permission is for other keys';
  if (tags && !tags.some((tag) => at.tags.includes(tag))) return `the request carries none of the tags ${tags.join(', ')}`;
  if (clientAddresses && !inRanges(at.clientAddress, clientAddresses)) return 'the client is outside the permitted address ranges';
  return undefined;
}

const lists = new Map<string, BlockList>();

/** True where the address is in one of the CIDR ranges (or equals an address). An unreadable address is in none. */
export function inRanges(address: string, ranges: readonly string[]): boolean {
  const key = ranges.join(' ');
  let list = lists.get(key);
  if (!list) {
    list = new BlockList();
    for (const range of ranges) {
      const [net = '', bits] = range.split('/');
      const family = isIP(net) === 6 ? 'ipv6' : 'ipv4';
      if (!isIP(net)) continue;
      if (bits === undefined) list.addAddress(net, family);
      else list.addSubnet(net, Number(bits), family);
    }
    if (lists.size > 1000) lists.clear();
    lists.set(key, list);
  }
  const plain = address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
  const family = isIP(plain);
  return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
