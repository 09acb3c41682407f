import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { temporaryAdmin } from '../../test/support/temporary-admin.ts';
import { createConversations } from '../store/conversations.ts';
import { createPseudonyms } from '../store/pseudonyms.ts';
import { type Ask, rule, see } from './rule.ts';
import type { DataServices } from './services.ts';

it('keeps no values of stand-ins of a request that was being looked at when its conversation was erased', async () => {
  const { office, services: admin, store, vault, clock } = temporaryAdmin();
  office.addProvider({ id: 'cloud', kind: 'openai-compatible', baseUrl: 'https://api.example.com/v1', region: 'eu' }, 'test');
  office.setAlias('fast', [{ provider: 'cloud', model: 'm' }], 'test');
  office.setCell({ dataClass: 'confidential', provider: 'cloud', action: 'pseudonymise' }, 'test');
  const { key: { id } } = office.createKey({ name: 'crm', owner: 'Anna', ownerKind: 'person' }, 'test');
  const key = office.key(id)!;
  const pseudonyms = createPseudonyms({ store, vault, clock });
  const services = {
    office, pseudonyms, classifier: admin.classifier, contents: admin.contents, conversations: createConversations(store),
    catalogue: { alias: (name: string) => office.alias(name), aliases: () => office.aliases(), provider: (of: string) => office.provider(of), providers: () => office.providers(), policy: () => office.policy(), lockdown: () => false, leaves: () => true, localModels: () => [], localKnown: () => true },
  } as unknown as DataServices;
  const body = { model: 'fast', messages: [{ role: 'user', content: 'Schreiben Sie an Frau Anna Muster, AHV-Nr. 756.1234.5678.97, Telefon 044 668 18 00.' }] };
  const ask = { endpoint: 'chat.completions', body, model: 'fast', streamed: false, needs: { kind: 'chat', tools: false, images: false, jsonSchema: false, minPromptTokens: () => 1 }, unreadable: false, files: [], tags: [] } as unknown as Ask;
  const asked = async (meanwhile: () => void): Promise<string> => {
    const context = { traceId: 'trc_1', startedAt: clock.now(), started: performance.now(), clientAddress: '127.0.0.1', key, declared: [], tags: [], session: 's1', recorded: false };
    const request = { context, headers: {} } as unknown as FastifyRequest;
    const seen = await see(services, request, key, ask);
    meanwhile();
    return (await rule(services, request, ask, seen)).decision.kind;
  };
  expect(await asked(() => admin.contents.erase({ by: 'owner', owner: 'person:Anna' }, 'Rita'))).toBe('pseudonymise');
  expect(pseudonyms.keeper(id, 's1').read()).toBeUndefined();
  expect(await asked(() => {})).toBe('pseudonymise');
  expect(pseudonyms.keeper(id, 's1').read()?.values.length).toBeGreaterThan(0);
});
