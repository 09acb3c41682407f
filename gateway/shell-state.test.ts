import { describe, expect, it } from 'vitest';
import type { Capabilities, ProviderConfig } from './core/model.ts';
import type { LocalStatus } from './local/types.ts';
import { shellState } from './shell-state.ts';

const NOW = 1_795_000_000_000;

const CHAT = { chat: true };

function state({ local = {}, models = [CHAT], problem, providers = [], failed = [], newer }: { failed?: string[]; newer?: string;  local?: Partial<LocalStatus>; models?: Capabilities[]; problem?: string; providers?: Partial<ProviderConfig>[] }) {
  return shellState(
    {
      engine: { status: () => ({ phase: 'ready', message: 'as it was told', steps: [], ...local }) as unknown as LocalStatus, models: () => models.map((capabilities) => ({ capabilities })) as never },
      office: { lockdown: () => ({ on: false }) as never, providers: () => providers as ProviderConfig[] },
      reconciliation: { problem: () => problem },
      health: { of: (id: string) => ({ failures: failed.includes(id) ? 3 : 0, failed: { code: 'unreachable' }, since: NOW }) as never },
      updates: { status: () => ({ newer: newer === undefined ? null : { version: newer, released: '2026-12-01' } }) as never },
    },
    NOW,
  );
}

describe('what the tray is told', () => {
  it.each([
    [{}, 'ready'],
    [{ models: [] }, 'empty'],
    [{ models: [{ embeddings: true }] }, 'empty'],
    [{ models: [], local: { steps: [{ state: 'running' }] as never } }, 'preparing'],
    [{ models: [], local: { steps: [{ state: 'done' }] as never } }, 'empty'],
    [{ models: [], local: { phase: 'failed' as const } }, 'failed'],
    [{ local: { phase: 'starting' as const } }, 'starting'],
  ])('is of the local model %j: %s', (given, local) => {
    expect(state(given)).toMatchObject({ local, message: 'as it was told', unrecorded: false, contractsOver: [] });
  });

  it('is which contracts of providers in use have run out', () => {
    const contract = (id: string, expiresAt: number, enabled = true) => ({ id, name: `Name of ${id}`, enabled, contract: { id: 'c1', expiresAt } });
    expect(state({ providers: [contract('over', NOW), contract('soon', NOW + 1), contract('off', NOW - 1, false)] }).contractsOver).toEqual(['Name of over']);
  });

  it('is which providers do not answer, and which version is newer', () => {
    const provider = (id: string, enabled = true) => ({ id, name: `Name of ${id}`, enabled, contract: {} });
    expect(state({ providers: [provider('a'), provider('b'), provider('off', false)], failed: ['b', 'off'], newer: '1.2.3' })).toMatchObject({ failing: ['Name of b'], newer: '1.2.3' });
    expect(state({ providers: [provider('a')] })).toMatchObject({ failing: [], newer: null });
  });

  it('is that something left without a record', () => {
    expect(state({ problem: '1 requests of 5 bytes left' }).unrecorded).toBe(true);
  });
});
