import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as appModule from '../../../gateway/app.ts';
import type * as configModule from '../../../gateway/config/config.ts';
import type { Detector } from '../../../gateway/classify/recogniser.ts';
import { askAdmin } from '../../support/admin-socket.ts';
import { OFFICE_WORDS } from './plants.ts';
import { type Sniffer, startPlaces } from './places.ts';
import type { Random } from './random.ts';
import { TAGS } from './requests.ts';
import { type Cell, CLASSES, type DeploymentRef, type KeyModel, type OfficeModel, type Place } from './types.ts';

type RunningApp = appModule.RunningApp;

const ROOT = join(import.meta.dirname, '../../..');
const YEAR = 31_536_000_000;

export const PLACES: readonly Place[] = [
  { id: 'alpha', kind: 'openai-compatible', host: 'alpha.test', address: '127.0.0.11', region: 'eu', credential: 'sk-credential-of-alpha' },
  { id: 'beta', kind: 'anthropic', host: 'beta.test', address: '127.0.0.12', region: 'us', credential: 'sk-credential-of-beta' },
  { id: 'gamma', kind: 'openai', host: 'gamma.test', address: '127.0.0.13', region: 'ch', credential: 'sk-credential-of-gamma' },
  { id: 'delta', kind: 'openai-compatible', address: '127.0.0.14', region: 'eu', credential: 'sk-credential-of-delta' },
  { id: 'vllm', kind: 'openai-compatible', address: '127.0.0.15', region: 'on-prem', credential: 'sk-credential-of-vllm' },
  { id: 'other-ollama', kind: 'ollama', address: '127.0.0.16', region: 'on-prem', credential: '' },
  { id: 'elsewhere', kind: 'openai-compatible', host: 'elsewhere.test', address: '127.0.0.17', region: '', credential: '' },
];
const PROVIDERS = PLACES.filter(({ id }) => id !== 'elsewhere');
const CONTRACTS = [{}, { id: 'c-1' }, { id: 'c-2', expiresAt: 1_000 }, { id: 'c-3', expiresAt: Date.now() + YEAR }];
export const NAMES = ['fast', 'cheap', 'mixed', 'office', 'vectors'];
export const MODELS = [...NAMES, 'local', 'alpha/m', 'beta/echo', 'delta/m', 'vllm/m', 'other-ollama/m', 'alpha/echo', 'delta/echo'];

export interface World {
  url: string;
  home: string;
  app: RunningApp;
  sniffer: Sniffer;
  detectors: Detector[];
  state: OfficeModel;
  /** Called with each new state, at once. */
  onState: (state: OfficeModel) => void;
  /** A change by the administrator; false where it could not be made. */
  change(work: (app: RunningApp, state: OfficeModel) => Partial<OfficeModel>): boolean;
  /** The oracle learns what has changed by itself. */
  replace(part: Partial<OfficeModel>): void;
  addressOf(place: string): string;
  stop(): Promise<void>;
}

/** A whole gateway in this process, with everything it may speak to. @param sources the folder that holds gateway/ and resources/ */
export async function startWorld(sources: string, random: Random): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'gh-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  const ollama = join(folder, 'ollama');
  writeFileSync(ollama, `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'test/support/small-ollama.mjs')}' "$@"\n`, { mode: 0o700 });
  writeFileSync(join(home, 'gatehouse.json'), JSON.stringify({ retry: { retries: 1, backoffMs: 1 }, rest: { failures: 5, windowMs: 1000, restMs: 1 }, timeouts: { remoteFirstByteMs: 2_000, shutdownMs: 200 } }));
  // oxlint-disable-next-line import/no-dynamic-require -- the sources under test may be a copy with a bug in it
  const load = <T>(path: string): Promise<T> => import(pathToFileURL(join(sources, 'gateway', path)).href) as Promise<T>;
  const { startApp } = await load<typeof appModule>('app.ts');
  const { loadConfig } = await load<typeof configModule>('config/config.ts');
  const { identifiers } = await load<{ identifiers: Detector }>('classify/identifiers/identifiers.ts');
  const { secrets } = await load<{ secrets: Detector }>('classify/secrets/secrets.ts');
  const sniffer = await startPlaces(PLACES, folder);
  const env = { ...process.env, GATEHOUSE_HOME: home, GATEHOUSE_OLLAMA: ollama, GATEHOUSE_STARTER: 'none' };
  const app = await startApp({ config: loadConfig(env, { port: 0 }), version: '0.0.0-test', resourcesDir: join(sources, 'resources'), env, log: () => {} });
  for (const { kind, dataClass, words } of OFFICE_WORDS) await askAdmin(home, 'POST', '/recognition/lists', { name: kind, kind, dataClass, text: words.join('\n') });
  const addressOf = (id: string): string => {
    const { host, address, kind } = PLACES.find((place) => place.id === id)!;
    return `${host === undefined ? 'http' : 'https'}://${host ?? address}:${sniffer.port}${kind === 'ollama' ? '' : '/v1'}`;
  };
  const world: World = {
    url: `http://127.0.0.1:${app.port}`,
    home,
    app,
    sniffer,
    detectors: [identifiers, secrets],
    state: setUp(app, addressOf, random),
    onState: () => {},
    change(work) {
      let part: Partial<OfficeModel>;
      try {
        part = app.office.together(() => work(app, world.state));
      } catch (error) {
        // A locked database refuses the change; what was in force stays in force.
        if ((error as { code?: string }).code !== 'storage_unavailable') throw error;
        return false;
      }
      world.replace(part);
      return true;
    },
    replace(part) {
      world.state = { ...world.state, ...part };
      world.onState(world.state);
    },
    addressOf,
    async stop() {
      await app.stop();
      await sniffer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}

function setUp(app: RunningApp, addressOf: (place: string) => string, random: Random): OfficeModel {
  const { office } = app;
  const providers: OfficeModel['providers'] = new Map(PROVIDERS.map(({ id, region }) => [id, { region, contract: random.pick(CONTRACTS), enabled: true, place: id }]));
  for (const { id, kind, credential } of PROVIDERS) {
    const { region, contract } = providers.get(id)!;
    office.addProvider({ id, kind, baseUrl: addressOf(id), region, contract, ...(credential !== '' && { credential }) }, 'test');
  }
  const aliases = new Map(NAMES.map((name) => [name, deployments(random)]));
  for (const [name, list] of aliases) office.setAlias(name, list, 'test');
  const keys = new Map<string, KeyModel>();
  for (let index = 0; index < 8; index++) {
    const key = newKey(app, random);
    keys.set(key.id, key);
  }
  return { cells: [], routes: [], aliases, providers, lockdown: false, keys };
}

function deployments(random: Random): DeploymentRef[] {
  const list = random.some(PROVIDERS, 3).map(({ id }) => ({ provider: id, model: random.pick(['m', 'echo']) }));
  return list.length > 0 ? list : [{ provider: 'alpha', model: 'm' }];
}

export function newKey(app: RunningApp, random: Random): KeyModel {
  const floor = random.pick(CLASSES.slice(0, 3));
  const ceiling = random.pick(CLASSES.slice(CLASSES.indexOf(floor)));
  const mediaClass = random.chance(0.3) ? floor : null;
  const models = random.chance(0.15) ? [...random.some(MODELS, 6), 'fast', 'mixed'] : null;
  const { key, plaintext } = app.office.createKey({ name: 'tool', floor, ceiling, mediaClass, models }, 'test');
  return { id: key.id, plaintext, floor, ceiling, mediaClass, models };
}

/** Another policy: cells as an administrator sets them, now and then with conditions; routes; what a class falls back to. */
export function newPolicy(app: RunningApp, state: OfficeModel, random: Random): Partial<OfficeModel> {
  const { office } = app;
  office.changePolicy('test', '', (policy) => ({ ...policy, cells: [], routes: [] }));
  for (const { id } of PROVIDERS) {
    for (let times = random.below(3); times >= 0; times--) {
      const dataClass = random.pick(CLASSES);
      office.setCell({ dataClass, provider: id, action: random.pick(['allow', 'allow', 'pseudonymise', 'pseudonymise', 'deny']), conditions: random.chance(0.25) ? conditions(state, random) : {} }, 'test');
    }
  }
  for (const dataClass of CLASSES) office.setOtherwise(dataClass, random.pick(['local', 'refuse']), 'test');
  if (random.chance(0.3)) office.setRoute({ name: 'r1', when: { tags: [random.pick(TAGS)] }, alias: random.pick(NAMES) }, 'test');
  if (random.chance(0.2)) office.setRoute({ name: 'r2', when: { keys: [random.pick([...state.keys.keys()])] }, alias: random.pick(NAMES) }, 'test');
  const { cells, routes } = office.policy();
  return { cells: structuredClone(cells), routes: structuredClone(routes) };
}

function conditions(state: OfficeModel, random: Random): Cell['conditions'] {
  return random.pick<() => Cell['conditions']>([
    () => ({ models: ['m'] }),
    () => ({ regions: random.some(['eu', 'ch', 'us', 'on-prem'], 2) }),
    () => ({ contractValid: true }),
    () => ({ keys: random.some([...state.keys.keys()], 4) }),
    () => ({ tags: [random.pick(TAGS)] }),
    () => ({ clientAddresses: [random.pick(['127.0.0.0/8', '10.0.0.0/8'])] }),
    () => ({ until: Date.now() + random.pick([-1000, YEAR]) }),
  ])();
}
