import { GatehouseError } from '../core/errors.ts';

/** The names under which this appliance answers: this machine's own, and `names`; lower case, IPv6 in brackets. */
export function hostsOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(['127.0.0.1', 'localhost', '[::1]', ...names.map((name) => (name.includes(':') && !name.startsWith('[') ? `[${name}]` : name).toLowerCase())]);
}

/**
 * Attack: DNS rebinding. A page of `evil.example`, whose name is made to point to 127.0.0.1, is same-origin with itself and would read our
 * answers; its requests carry its own name as Host.
 */
export function createHostCheck(names: readonly string[]): (host: string | undefined) => void {
  const allowed = hostsOf(names);
  return (host) => {
    const name = host?.toLowerCase().replace(/:\d{1,5}$/, '');
    if (name !== undefined && allowed.has(name)) return;
    throw new GatehouseError('host_not_allowed', 'This appliance does not answer under that host name.', { hint: 'Use http://127.0.0.1, or let an administrator add the name to "hostNames" in gatehouse.json.' });
  };
}
