import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Static } from 'typebox';
import type { Settings as FileSettings } from '../config/config.ts';
import { OWN_KEYS } from '../config/office-keys.ts';
import { FIRST_STEP } from '../config/settings.ts';
import { GatehouseError } from '../core/errors.ts';
import { LOCAL_PROVIDER } from '../core/model.ts';
import { createOverview } from '../trace/overview.ts';
import type { Output } from './contract.ts';
import type { Handlers } from './handler.ts';
import type { ProviderCard, StarterPolicy } from './schemas-office.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<
  Handlers,
  'overview' | 'lockdown.set' | 'settings.get' | 'settings.set' | 'firstRun.get' | 'firstRun.set' | 'starters.list' | 'providers.catalogue'
>;

/** What of `gatehouse.json` the UI changes. */
const IN_FILE = ['listen', 'hostNames', 'traceRetentionDays', 'durability'] as const;
/** In force at once: the pruner reads it anew each time. */
const AT_ONCE: readonly string[] = ['traceRetentionDays'];
/** Bridges of the usual container engines and virtual machines. */
const CONTAINERS = /^(docker|br-|podman|cni|virbr|lxc|lxd|incus|vmnet|bridge\d)/;

export function officeHandlers(services: AdminServices): Part {
  const { office, clock, config, settingsFile, store } = services;
  const overview = createOverview(store);
  const catalogue = jsonOf(services.resourcesDir, 'providers.json') as () => { providers: Static<typeof ProviderCard>[] };
  const starters = jsonOf(services.resourcesDir, 'starter-policies.json') as () => { starters: Static<typeof StarterPolicy>[] };

  function settings(): Output<'settings.get'> {
    const { listen, hostNames, traceRetentionDays, durability } = settingsFile.read();
    const saved = { listen, hostNames, traceRetentionDays, durability };
    return {
      timeZone: office.setting('timeZone'),
      language: office.setting('language'),
      ...saved,
      systemTimeZone: systemTimeZone(),
      needsRestart: IN_FILE.filter((name) => !AT_ONCE.includes(name) && !config.fixed.includes(name) && JSON.stringify(saved[name]) !== JSON.stringify(config[name])),
      fixed: config.fixed.filter((name) => (IN_FILE as readonly string[]).includes(name)),
      addresses: ownAddresses(),
    };
  }

  function firstRun(): Output<'firstRun.get'> {
    const state = office.setting('firstRun');
    const begun = state.step !== FIRST_STEP;
    return { ...state, due: !state.finished && !state.left && (begun || !isSetUp(office)), recoveryKeyConfirmedAt: office.setting('recoveryKeyConfirmedAt') };
  }

  return {
    overview: () => overview(clock.now(), office.setting('timeZone') ?? systemTimeZone()),
    'lockdown.set': ({ body }, { principal }) => ({ ...office.setLockdown(body.on, principal.name), downloads: 'allowed' }),
    'settings.get': settings,
    'settings.set': ({ body }, { principal }) => {
      const { timeZone, language, ...inFile } = body;
      const change: Partial<FileSettings> = inFile;
      const fixed = Object.keys(change).find((name) => config.fixed.includes(name));
      if (fixed !== undefined) throw new GatehouseError('conflict', `"${fixed}" is set by the environment or the command line, which counts more than this setting.`, { param: fixed });
      checkListen(change.listen);
      office.together(() => {
        if (timeZone !== undefined) office.setSetting('timeZone', timeZone, principal.name);
        if (language !== undefined) office.setSetting('language', language, principal.name);
        if (Object.keys(change).length === 0) return;
        const saved = settingsFile.read();
        services.audit.append(principal.name, 'settings.change', { ...change, before: Object.fromEntries(Object.keys(change).map((name) => [name, saved[name as keyof FileSettings]])) });
        settingsFile.write(change);
      });
      return settings();
    },
    'firstRun.get': firstRun,
    'firstRun.set': ({ body }, { principal }) => {
      office.setSetting('firstRun', body, principal.name);
      return firstRun();
    },
    'starters.list': () => starters(),
    'providers.catalogue': () => {
      const kinds = services.providerKinds();
      return { providers: catalogue().providers.filter(({ kind }) => kinds.includes(kind)) };
    },
  };
}

/** Whether a person has made a provider, a rule or a key; the bundled Ollama and the keys that a start prints do not count. */
function isSetUp(office: AdminServices['office']): boolean {
  const ownKeys: readonly string[] = Object.values(OWN_KEYS);
  return office.providers().some(({ id }) => id !== LOCAL_PROVIDER) || office.policy().version > 1 || office.keys().some(({ purpose, name }) => purpose === 'tool' && !ownKeys.includes(name));
}

function systemTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function ownAddresses(): Output<'settings.get'>['addresses'] {
  return Object.entries(networkInterfaces()).flatMap(([name, list = []]) =>
    list.filter(({ internal, scopeid }) => !internal && !scopeid).map(({ address }) => ({ address, interface: name, containers: CONTAINERS.test(name) })),
  );
}

/** An address that is not this machine's would keep the gateway from starting. */
function checkListen(listen: readonly string[] | undefined): void {
  if (listen === undefined) return;
  const own = ownAddresses().map(({ address }) => address);
  for (const address of listen) {
    if (address === '127.0.0.1' || address === '::1') throw new GatehouseError('invalid_request', `${address} is open already.`, { param: 'listen' });
    if (address === '0.0.0.0' || address === '::' || own.includes(address)) continue;
    throw new GatehouseError('invalid_request', `${address} is not an address of this computer.`, { param: 'listen', hint: `It has: ${own.join(', ') || 'none beside the loopback'}.` });
  }
  if (new Set(listen).size !== listen.length) throw new GatehouseError('invalid_request', 'An address is named twice.', { param: 'listen' });
}

/** Reads a file that ships with the application, once, when it is first asked for. */
function jsonOf(folder: string, name: string): () => unknown {
  let value: unknown;
  return () => (value ??= JSON.parse(readFileSync(join(folder, name), 'utf8')));
}
