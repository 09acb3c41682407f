import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { askAdmin } from '../../support/admin-socket.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import type { Mock } from '../../support/mock-server.ts';
import { makeKey } from '../../support/office.ts';
import type { ClientCase, OpenClient } from './clients/client.ts';
import { CLIENTS } from './clients/clients.ts';
import { type Feature, FEATURES } from './features.ts';
import { lacking, meets } from './pairs.ts';
import { type ProviderCase, PROVIDERS } from './providers.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** For docs/provider-features.md. */
    matrix?: { client: string; provider: string; feature: Feature };
  }
}

/** One gateway with every provider approved for what is internal; each failure is told at once, and nothing rests. */
export interface MatrixOffice {
  gateway: Gateway;
  key: string;
  mock(provider: string): Mock;
}

export function useOffice(providers: readonly ProviderCase[] = PROVIDERS): MatrixOffice {
  const mocks = new Map<string, Mock>();
  const office = { mock: (id: string) => mocks.get(id)! } as MatrixOffice;
  let home = '';
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'gh-'));
    writeFileSync(join(home, 'gatehouse.json'), JSON.stringify({ retry: { retries: 0 }, rest: { failures: 1000 } }));
    [office.gateway] = await Promise.all([startGateway({ home }), ...providers.map(async ({ id, start, apiKey }) => mocks.set(id, await start(apiKey === undefined ? {} : { apiKey })))]);
    for (const { id, kind, apiKey } of providers) {
      await askAdmin(home, 'POST', '/providers', { id, kind, baseUrl: mocks.get(id)!.url, region: 'eu', ...(apiKey !== undefined && { credential: apiKey }) });
      await askAdmin(home, 'PUT', '/policy/cell', { dataClass: 'internal', provider: id, action: 'allow', conditions: {} });
    }
    office.key = await makeKey(office.gateway, 'matrix', '--floor', 'internal', '--media-class', 'internal');
  });
  afterAll(async () => {
    await Promise.all([office.gateway?.stop(), ...[...mocks.values()].map((mock) => mock.stop())]);
    rmSync(home, { recursive: true, force: true });
  });
  return office;
}

export interface Pair {
  office: MatrixOffice;
  client: ClientCase;
  provider: ProviderCase;
  /** The client, at its office's gateway. */
  open: OpenClient;
  mock: Mock;
  /** Of that provider. */
  model(name: string): string;
}

export type Check = (pair: Pair) => Promise<void>;

/** One test for each client in front of each provider; those that cannot do it have no test, and their reasons are in the data. */
export function matrix(office: MatrixOffice, feature: Feature, check: Check, clients: readonly ClientCase[] = CLIENTS): void {
  describe(FEATURES[feature], () => {
    for (const client of clients) {
      for (const provider of PROVIDERS) {
        if (!meets(client, provider) || lacking(client, provider, feature) !== undefined) continue;
        it(`${client.name} → ${provider.id}`, async ({ task }) => {
          task.meta.matrix = { client: client.name, provider: provider.id, feature };
          const mock = office.mock(provider.id);
          mock.reset();
          await check({ office, client, provider, open: client.open(office.gateway.url, office.key), mock, model: (name) => `${provider.id}/${name}` });
        });
      }
    }
  });
}
