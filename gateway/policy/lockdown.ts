import { BlockList, isIP } from 'node:net';
import { LOCAL_PROVIDER, type ProviderConfig } from '../core/model.ts';

const PRIVATE = new BlockList();
for (const [net, bits] of [['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16], ['127.0.0.0', 8], ['169.254.0.0', 16]] as const) PRIVATE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [['fc00::', 7], ['fe80::', 10], ['::1', 128]] as const) PRIVATE.addSubnet(net, bits, 'ipv6');

/**
 * False where the office's data would stay in the building: the bundled Ollama, or a server of region `on-prem` whose address is one of a local network.
 * Attack on the switch: a cloud service that somebody entered as `on-prem`; so the address must say so too.
 */
export function leavesBuilding(provider: ProviderConfig | undefined): boolean {
  if (!provider) return true;
  if (provider.id === LOCAL_PROVIDER) return false;
  return provider.region !== 'on-prem' || !isLocalAddress(provider.baseUrl);
}

/** True of an address of this machine or of a local network, and of a name that only such a network knows. */
export function isLocalAddress(baseUrl: string): boolean {
  const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const family = isIP(host);
  if (family !== 0) return PRIVATE.check(host, family === 6 ? 'ipv6' : 'ipv4');
  return !host.includes('.') || /\.(local|lan|internal|localhost|home\.arpa)$/.test(host);
}
