import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/json.ts';
import { builtIn } from './detectors.ts';
import { createInspector } from './engine.ts';

const inspector = createInspector(builtIn(resolve(import.meta.dirname, '../../resources')).detectors);
const asObject = (input: JsonObject): Json => ({ messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'look_up', input }] }] });
const asText = (input: JsonObject): Json => ({ messages: [{ role: 'assistant', content: null, tool_calls: [{ id: 't', type: 'function', function: { name: 'look_up', arguments: JSON.stringify(input) } }] }] });
const found = (body: Json) => inspector.inspect(body).findings.filter(({ recogniser }) => recogniser.entity).map(({ recogniser, path, start, end, certain, split }) => [recogniser.id, path, start, end, certain && !split]);

describe('what a key says of its value', () => {
  it.each<[string, JsonObject]>([
    ['a password', { user: 'office', password: 'S0mmer!Wind' }],
    ['a header with a token', { url: 'x', headers: { Authorization: 'Bearer Zx81kQp0aLm92Nsd73' } }],
    ['a variable', { env: { MODE: 'test', DB_PASSWORD: 'q9Xv7!aa' } }],
    ['a date of birth and a name', { name: 'Josef Odermatt', geburtsdatum: '1955-11-12' }],
    ['a tax number', { steuernummer: '36 574 261 809' }],
    ['a tax number in figures', { steuernummer: 36574261809 }],
    ['a name in no list, and an illness', { vorname: 'Xhemile', nachname: 'Zogajkowsky', diagnose: 'Depression' }],
    ['a code of a diagnosis in a list', { patient: 'Anna Müller', diagnosen: ['I10', 'F32.1'] }],
    ['rows of clients', { rows: [{ nachname: 'Zogajkowsky', dob: '12.11.1955' }, { nachname: 'Odermatt', dob: '3.4.1961' }] }],
  ])('counts in an object as in its text: %s', (_what, input) => {
    const { dataClass } = inspector.inspect(asText(input));
    expect(dataClass).not.toBe('public');
    expect(inspector.inspect(asObject(input)).dataClass).toBe(dataClass);
    expect(inspector.inspect({ metadata: input }).dataClass).toBe(dataClass);
  });

  it.each<[string, JsonObject]>([
    ['an AHV number', { a: '756.9217', b: '.0769.85' }],
    ['an AHV number in four', { a: '756', b: '9217', c: '0769', d: '85' }],
    ['an IBAN', { account: { bank: 'CH66 0076 2011', number: '6238 5295 8' } }],
    ['a card', { first: '4111 1111', others: ['1111', '1111'] }],
    ['a key', { a: 'ghp_16C7e42F292c6912', b: 'E7710c838347Ae178B4a' }],
  ])('is as much when it is cut over two members, in a text as in an object: %s', (_what, input) => {
    const result = { messages: [{ role: 'tool', tool_call_id: 't', content: JSON.stringify(input, null, 2) }] };
    for (const body of [asObject(input), asText(input), result]) {
      expect(inspector.inspect(body).dataClass).toBe('confidential');
      // Twice: what was looked at before is known by its hash.
      expect(found(body).map(([id, , , , certain]) => [id, certain])).toContainEqual([expect.stringMatching(/^(?:ch-ahv|iban|payment-card|api-key)$/), false]);
    }
  });

  it.each<[string, Json[]]>([
    ['groups, with the zeros that numbers lose', [756, 9217, 769, 85]], ['groups', [756, 9217, '0769', 85]], ['digit by digit, behind others', [1, 7, 5, 6, 9, 2, 1, 7, 0, 7, 6, 9, 8, 5]], ['an IBAN', ['CH66', 76, 2011, 6238, 5295, 8]], ['an IBAN in words', ['CH66', '0076', '2011', '6238', '5295', '8']],
  ])('is found as figures of a list: %s', (_what, list) => {
    const result: Json = { messages: [{ role: 'tool', tool_call_id: 't', content: JSON.stringify(list) }] };
    for (const body of [asObject({ list }), asText({ list }), result]) expect(inspector.inspect(body).dataClass).toBe('confidential');
    expect(inspector.inspect(asObject({ list: list.map((one) => (typeof one === 'number' ? one + 1 : one)) })).dataClass).toBe(list.every((one) => typeof one === 'string') ? 'confidential' : 'public');
  });

  it('is found as what a tool offers for a password that nobody names', () => {
    const schema = (properties: JsonObject): Json => ({ tools: [{ type: 'function', function: { name: 'log_in', parameters: { type: 'object', properties } } }] });
    expect(found(schema({ host: { type: 'string', default: 'nas' }, password: { type: 'string', default: 'Tr0ub4dor&3' } }))).toEqual([['password', 'tools[0].function.parameters.properties.*.default', 0, 11, true]]);
    expect(found(schema({ api_key: { type: 'string', enum: ['9f8a7b6c5d4e3f2a'] } }))).toEqual([['password', 'tools[0].function.parameters.properties.*.enum[0]', 0, 16, true]]);
    expect(found(schema({ geburtsdatum: { type: 'string', examples: ['12.3.1970'] } }))).toHaveLength(1);
    expect(found(schema({ password: { type: 'string', default: 'changeme', enum: ['none', 'basic'] }, token: { default: '' } }))).toEqual([]);
  });

  it.each(['version', 'appVersion', 'firmware'])('is no address of a computer where the key says %s', (key) => {
    for (const body of [asObject({ [key]: '85.5.17.201' }), { metadata: { [key]: '85.5.17.201' } }]) expect(found(body)).toEqual([]);
    expect(found(asObject({ server: '85.5.17.201' }))).toHaveLength(1);
    expect(found(asObject({ [key]: 'on 85.5.17.201' }))).toHaveLength(1);
  });

  it('is found in the value, whole, where a stand-in can take its place', () => {
    expect(found(asObject({ user: 'office', password: 'S0mmer!Wind' }))).toEqual([['password', 'messages[0].content[0].input.*', 0, 11, true]]);
    expect(found({ metadata: { note: 'x', dob: '12.11.1955' } })).toEqual([['birth-date', 'metadata.*', 0, 10, true]]);
    expect(found({ metadata: { password: 'short', long: `${'x'.repeat(600)} 756.9217.0769.85` } })).toEqual([['ch-ahv', 'metadata.*', 601, 617, true]]);
  });

  it.each<[string, Json]>([
    ['calls of tools as providers give them', { messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'ListAgents', input: {}, caller: { type: 'direct' } }] }], input: [{ type: 'function_call', call_id: 'c', namespace: 'Crm', name: 'ListAgents', arguments: '{}' }] }],
    ['a tool that is loaded later', { tools: [{ name: 'ListAgents', defer_loading: true, input_schema: { type: 'object', properties: {} } }] }],
    ['a schema that asks for them', { tools: [{ type: 'function', function: { name: 'log_in', parameters: { type: 'object', properties: { password: { type: 'string', description: 'of the user' }, geburtsdatum: { type: 'string', format: 'date' } }, required: ['password'] } } }] }],
    ['settings', asObject({ path: 'src/app.ts', old_string: 'a', new_string: 'b', token_limit: '5000', created: '2026-11-12' })],
    ['names, counts and dates in a text of JSON', asText({ rows: [{ id: 1, year: 2024, total: 756 }, { id: 2, year: 2025, total: 9217 }], note: 'a', more: ['x', 'y', '12', '34'] })],
    ['lists', asObject({ sizes: [756, 512, 300, 10], years: [2021, 2022, 2023, 2024], amounts: [4500, 3200, 1200, 8000], codes: ['CH', 'DE', 'AT'], parts: ['AB12', '34', '5678'], points: [[7, 56], [92, 17]] })],
    ['placeholders', asObject({ password: '********', api_key: '<your-key>' })],
  ])('makes nothing of %s', (_what, body) => {
    expect(inspector.inspect(body).dataClass).toBe('public');
  });

  it('takes time that grows with the request alone, however long the keys', () => {
    const time = (rows: number): number => {
      const body = { metadata: { ['k'.repeat(rows)]: Array.from({ length: rows }, (_, i) => ({ a: `x${i}` })) } };
      const begun = performance.now();
      inspector.inspect(body);
      return performance.now() - begun;
    };
    time(2_000);
    expect(Math.min(...[0, 0, 0].map(() => time(40_000) / time(5_000)))).toBeLessThan(32);
  }, 120_000);
});
