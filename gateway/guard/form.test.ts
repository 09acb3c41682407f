import { Readable } from 'node:stream';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Form } from '../core/form.ts';
import { GatehouseError } from '../core/errors.ts';
import { MemoryBudget } from '../core/memory-budget.ts';
import { registerForms } from './form.ts';

const LIMIT = 1_000_000;
const BOUNDARY = 'b';
let app: FastifyInstance;
let budget: MemoryBudget;
let form: Form | undefined;
let whileHeld: (() => Promise<void>) | undefined;

beforeEach(() => {
  form = undefined;
  whileHeld = undefined;
  budget = new MemoryBudget(LIMIT, 50);
  app = Fastify();
  app.removeAllContentTypeParsers();
  app.decorate('bodyBudget', budget);
  app.decorateRequest('bodyDone', null);
  app.addHook('onResponse', (request, _reply, done) => {
    request.bodyDone?.();
    done();
  });
  app.setErrorHandler((error, _request, reply) => reply.code(error instanceof GatehouseError ? error.status : 500).send({ code: error instanceof GatehouseError ? error.code : String(error), param: error instanceof GatehouseError ? error.details.param : undefined }));
  void app.register((scope, _options, done) => {
    registerForms(scope, LIMIT, { field: 'file', most: 1 });
    scope.post('/form', (request) => {
      form = request.body as Form;
      return (whileHeld?.() ?? Promise.resolve()).then(() => ({}));
    });
    done();
  });
});
afterEach(() => app.close());

const part = (disposition: string, value: string, type = ''): string => `--${BOUNDARY}\r\ncontent-disposition: form-data; ${disposition}\r\n${type === '' ? '' : `content-type: ${type}\r\n`}\r\n${value}\r\n`;
const post = async (payload: string | Buffer): Promise<[number, unknown]> => {
  const answer = await app.inject({ method: 'POST', url: '/form', headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }, payload });
  return [answer.statusCode, answer.json()];
};
const END = `--${BOUNDARY}--\r\n`;

describe('a form', () => {
  it('keeps order, repeated fields, line ends, letters of any script, and bytes', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_zero, byte) => byte));
    const head = part('name="a"', 'eins\r\nzwei') + part('name="list[]"', 'Zürich 東京') + part('name="list[]"', '') + `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="x.wav"\r\ncontent-type: audio/wav\r\n\r\n`;
    expect(await post(Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n${END}`)]))).toEqual([200, {}]);
    expect(form!.fields).toEqual([{ name: 'a', value: 'eins\r\nzwei' }, { name: 'list[]', value: 'Zürich 東京' }, { name: 'list[]', value: '' }]);
    expect(form!.files).toEqual([{ field: 'file', name: 'x.wav', type: 'audio/wav', bytes }]);
  });

  it.each(['fc', 'c328', 'eda080', 'fffe'])('whose text is no UTF-8 (%s) is refused, not changed', async (bytes) => {
    const head = part('name="prompt"', 'Z').slice(0, -2);
    expect(await post(Buffer.concat([Buffer.from(head), Buffer.from(bytes, 'hex'), Buffer.from(`rich\r\n${END}`)]))).toEqual([400, { code: 'invalid_request', param: 'prompt' }]);
  });

  it.each<[string, string, object]>([
    ['a field in JSON', part('name="a"', '{"b":1}', 'application/json') + END, { param: 'a' }],
    ['a field in JSON that is none', part('name="a"', '{', 'application/json') + END, {}],
    ['a field that is too long', part('name="a"', 'x'.repeat(66_000)) + END, { param: 'a' }],
    ['a name that is too long', part(`name="${'n'.repeat(101)}"`, 'x') + END, {}],
    ['too many fields', part('name="a"', 'x').repeat(101) + END, {}],
    ['too many files', part('name="a"; filename="x"', 'x').repeat(3) + END, { param: 'file' }],
    ['a name of an object’s own', part('name="constructor"', 'x') + END, {}],
    ['no end', part('name="a"', 'x'), {}],
    ['another boundary', part('name="a"', 'x').replaceAll(`--${BOUNDARY}`, '--other'), {}],
  ])('with %s is a 400', async (_name, payload, more) => {
    expect(await post(payload)).toMatchObject([400, { code: 'invalid_request', ...more }]);
    expect(form).toBeUndefined();
  });

  it('that is empty has nothing in it', async () => {
    expect(await post(END)).toEqual([200, {}]);
    expect(form).toEqual({ fields: [], files: [] });
  });

  it('waits for room where it is large, and gives it back', async () => {
    const large = part('name="file"; filename="x"', 'x'.repeat(100_000)) + END;
    const release = await budget.enter(LIMIT - 50_000);
    expect(await post(large)).toMatchObject([503, { code: 'server_busy' }]);
    expect(await post(part('name="a"', 'small') + END)).toEqual([200, {}]);
    release();
    expect(await post(large)).toEqual([200, {}]);
    (await budget.enter(LIMIT))();
  });

  it('that comes in chunks holds no more room than it turned out to need', async () => {
    const large = part('name="file"; filename="x"', 'x'.repeat(100_000)) + END;
    let other: Promise<() => void> | undefined;
    whileHeld = async () => {
      other = budget.enter(LIMIT - 200_000);
      await other;
    };
    const answer = await app.inject({ method: 'POST', url: '/form', headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'transfer-encoding': 'chunked' }, payload: Readable.from([Buffer.from(large)]) });
    expect(answer.statusCode).toBe(200);
    (await other!)();
    (await budget.enter(LIMIT))();
  });
});
