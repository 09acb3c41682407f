import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA_CLASSES } from '../../gateway/core/data-class.ts';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, post, USER } from '../support/office.ts';

interface Tried { decision: 'allow' | 'pseudonymise' | 'local' | 'refuse'; dataClass: string; why: { code: string } }

let gateway: Gateway;
let mock: Mock;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], other: ['mock/gpt-4o'] });
  await gateway.cliJson(['policy', 'route', 'marked', '--tags', 'client-data', '--alias', 'local']);
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

const KEYS: Record<string, string[]> = { plain: [], low: ['--ceiling', 'internal'], high: ['--floor', 'confidential'], narrow: ['--models', 'other'] };
const TAGS = ['', 'client-data', 'Secret', 'class:internal', 'class:geheim'];
/** There is no local model here: what is answered locally ends with its own error. */
const STATUS = { allow: 200, pseudonymise: 200, local: 422, refuse: 403 };

describe('policy test says what the real request is told', () => {
  it.each(Object.keys(KEYS))('for the key %s, each class and each tag', async (name) => {
    const { id, key } = await gateway.cliJson<{ id: string; key: string }>(['keys', 'create', '--name', name, ...KEYS[name]!]);
    for (const dataClass of DATA_CLASSES) {
      for (const tag of TAGS) {
        const told = await askAdmin(gateway.home, 'POST', '/policy/simulate', { dataClass, model: 'fast', keyId: id, tags: tag === '' ? [] : [tag] }).catch((error: Error) => JSON.parse(error.message.slice(4)) as unknown);
        const tried = told as Tried & { error?: { code: string } };
        const real = await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER }, { 'x-gatehouse-class': dataClass, ...(tag !== '' && { 'x-gatehouse-tags': tag }) });
        const { error } = (await real.json()) as { error?: { code: string } };
        const place = `${name}, ${dataClass}, "${tag}": ${JSON.stringify(told)}`;
        if (tried.error) expect([place, error?.code]).toEqual([place, tried.error.code]);
        else expect([place, real.status, real.headers.get('x-gatehouse-class')]).toEqual([place, STATUS[tried.decision], tried.dataClass]);
      }
    }
  });

  it('for a key that is switched off', async () => {
    const { id, key } = await gateway.cliJson<{ id: string; key: string }>(['keys', 'create', '--name', 'off']);
    await gateway.cliJson(['keys', 'update', id, '--disable']);
    expect(await gateway.cliJson<Tried>(['policy', 'test', '--class', 'public', '--model', 'fast', '--key', 'off'])).toMatchObject({ decision: 'refuse', why: { code: 'key-off' } });
    expect((await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER })).status).toBe(401);
    expect((await gateway.cli(['policy', 'test', '--class', 'public', '--model', 'fast', '--key', 'high'])).stdout).toMatch(/^It counts as confidential\.\nAnswered locally/);
  });
});
