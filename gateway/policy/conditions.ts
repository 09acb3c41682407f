import { BlockList, isIP } from 'node:net';
import type { Cell, Conditions, DeploymentRef, ProviderConfig } from '../core/model.ts';
import type { Reason } from '../core/reason.ts';

export interface Circumstances {
  keyId: string;
  tags: readonly string[];
  clientAddress: string;
  /** UTC milliseconds. */
  now: number;
}

/** Why a cell does not hold for this deployment; undefined: it holds. */
export function unmet(cell: Cell, deployment: DeploymentRef, provider: ProviderConfig, at: Circumstances): Reason | undefined {
  const { models, regions, contractValid, keys, tags, clientAddresses, until }: Conditions = cell.conditions;
  if (until !== undefined && at.now >= until) return { code: 'ended', at: until };
  if (models && !models.includes(deployment.model)) return { code: 'models', values: models };
  if (regions && !regions.includes(provider.region)) return { code: 'regions', region: provider.region, values: regions };
  const { id: contract, expiresAt = Number.POSITIVE_INFINITY } = provider.contract;
  if (contractValid && !contract) return { code: 'no-contract' };
  if (contractValid && expiresAt <= at.now) return { code: 'contract-ended', at: expiresAt };
  if (keys && !keys.includes(at.keyId)) return { code: 'keys' };
  if (tags && !tags.some((tag) => at.tags.includes(tag))) return { code: 'tags', values: tags };
  if (clientAddresses && !inRanges(at.clientAddress, clientAddresses)) return { code: 'addresses' };
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
