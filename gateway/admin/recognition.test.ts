import { describe, expect, it } from 'vitest';
import { filesHolding } from '../../test/support/temporary-store.ts';
import { api } from './testing/api.ts';

const LIST = { name: 'Clients', kind: 'person', dataClass: 'secret', text: 'Name;Place\nSebald, Ottokar;Zug\nViridiana Amstalden;Bern\nab;Bern\nSebald, Ottokar;Zug' };

async function office() {
  const fixture = await api();
  const token = await fixture.login('admin');
  const call = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) => {
    const answer = await fixture.send(method, `/recognition${path}`, { token, ...(body && { body }) });
    return answer.status === 200 ? answer.body : { status: answer.status, ...answer.body.error };
  };
  const classOf = async (text: string): Promise<string> => (await call('POST', '/try', { text })).dataClass;
  return { ...fixture, call, classOf };
}

describe('recognisers', () => {
  it('are listed with examples that hold, and can be switched off and given another class, with a record', async () => {
    const { call, classOf, audit } = await office();
    const { recognisers, problems } = await call('GET', '');
    expect(problems).toEqual([]);
    const ahv = recognisers.find(({ id }: { id: string }) => id === 'ch-ahv');
    expect(ahv).toMatchObject({ group: 'identifier', entity: 'AHV', dataClass: 'confidential', ownClass: 'confidential', enabled: true });
    const text = `My number: ${ahv.examples.found[0]}`;
    expect(await classOf(text)).toBe('confidential');
    expect(await call('PATCH', '/recognisers/ch-ahv', { dataClass: 'secret' })).toMatchObject({ dataClass: 'secret', ownClass: 'confidential' });
    expect(await classOf(text)).toBe('secret');
    expect(await call('PATCH', '/recognisers/ch-ahv', { enabled: false })).toMatchObject({ enabled: false, dataClass: 'secret' });
    expect(await classOf(text)).not.toBe('secret');
    expect(await call('PATCH', '/recognisers/ch-ahv', { enabled: true, dataClass: null })).toMatchObject({ enabled: true, dataClass: 'confidential' });
    expect(await call('PATCH', '/recognisers/nobody', { enabled: false })).toMatchObject({ status: 404 });
    expect(audit.list({ action: 'setting.set' })).toHaveLength(3);
  });

  it('show what they find, and what a provider would get', async () => {
    const { call } = await office();
    const text = 'Dear Ms Keller, your IBAN is CH66 0076 2011 6238 5295 8.';
    const answer = await call('POST', '/try', { text });
    expect(answer.findings.map(({ recogniser, start, end }: { recogniser: string; start: number; end: number }) => [recogniser, text.slice(start, end)])).toContainEqual(['iban', 'CH66 0076 2011 6238 5295 8']);
    expect(answer.pseudonymised).toBe('Dear Ms <PERSON_1>, your IBAN is <IBAN_1>.');
    expect(await call('POST', '/try', { file: Buffer.from('IBAN CH6600762011623852958').toString('base64') })).toMatchObject({ dataClass: 'confidential', unreadable: null, texts: ['IBAN CH6600762011623852958'] });
    expect(await call('POST', '/try', { file: 'AAEC' })).toMatchObject({ unreadable: 'unknown', texts: [], findings: [] });
  });
});

describe("the office's own words", () => {
  it('are previewed, imported, found however they are written, and lie nowhere in clear', async () => {
    const { call, classOf, audit, folder } = await office();
    const { text } = LIST;
    expect(await call('POST', '/lists/preview', { text })).toMatchObject({ count: 2, rejected: 2, rejections: [{ line: 4, text: 'ab', code: 'too-short' }, { line: 5, text: 'Sebald, Ottokar', code: 'known' }] });
    const list = await call('POST', '/lists', LIST);
    expect(list).toMatchObject({ name: 'Clients', count: 2, dataClass: 'secret' });
    for (const mention of ['Brief an Ottokar Sebald', 'SEBALD OTTOKAR', 'Viridiana Amstaldens Vertrag']) expect([mention, await classOf(mention)]).toEqual([mention, 'secret']);
    expect(await classOf('Ein Brief an niemanden')).toBe('public');
    expect((await call('GET', `/lists/${list.id}`)).words).toHaveLength(2);
    expect(filesHolding(folder, 'Amstalden')).toEqual([]);
    expect(JSON.stringify(audit.list({ limit: 100 }))).not.toContain('Amstalden');
    expect(audit.list({ action: 'recognition.list' })[0]!.detail).toMatchObject({ words: 2, added: 2, removed: 0, addedMark: expect.stringMatching(/^[\w-]{22}$/) });
    expect(await call('POST', '/lists', { ...LIST, id: list.id, text: 'Balthasar Quellinger', add: true })).toMatchObject({ count: 3 });
    expect(await classOf('Herr Quellinger Balthasar')).toBe('secret');
    const { name, kind, dataClass } = LIST;
    expect(await call('POST', '/lists', { id: list.id, name, kind, dataClass, remove: ['Balthasar Quellinger', 'nobody'] })).toMatchObject({ count: 2 });
    expect(await classOf('Herr Quellinger Balthasar')).not.toBe('secret');
    expect(audit.list({ action: 'recognition.list' })[0]!.detail).toMatchObject({ words: 2, added: 0, removed: 1 });
    expect(await call('DELETE', `/lists/${list.id}`)).toEqual({ ok: true });
    expect(await classOf('Brief an Ottokar Sebald')).not.toBe('secret');
  });

  it('count everything as the highest class while a list cannot be opened', async () => {
    const { call, classifier, store } = await office().then((fixture) => ({ ...fixture, classifier: fixture.services.classifier }));
    await call('POST', '/lists', LIST);
    store.db.exec("UPDATE word_lists SET sealed = x'00'");
    classifier.reload();
    expect(classifier.problem()).toContain('cannot be read');
    expect(() => classifier.look({ messages: [] }, [], 10)).toThrow('cannot be read');
    const { lists, problems } = await call('GET', '');
    expect([lists, problems]).toEqual([[expect.objectContaining({ name: '?', count: 0 })], [expect.stringContaining('cannot be read')]]);
    expect(await call('DELETE', `/lists/${lists[0].id}`)).toEqual({ ok: true });
    expect(classifier.problem()).toBeUndefined();
  });

  it.each<[string, object, RegExp]>([
    ['nothing usable', { text: 'a\nb' }, /no word in the list/],
    ['a million lines', { text: 'x\n'.repeat(1_000_001) }, /lines/],
    ['more words than can be looked for', { text: Array.from({ length: 200_001 }, (_, i) => `Zq${i}x Wv${i}y`).join('\n') }, /possible/],
    ['neither text nor file', {}, /text, or a file/],
    ['a list that is not there', { id: 'list_none', text: 'Ottokar Sebald' }, /no word list/],
  ])('are refused with a reason: %s', async (_name, body, reason) => {
    const { call } = await office();
    const answer = await call('POST', '/lists', { name: 'x', kind: 'word', dataClass: 'confidential', ...body });
    expect(answer.message).toMatch(reason);
  });

  it('can be patterns, as long as those cannot run for ever', async () => {
    const { call, classOf } = await office();
    expect(await call('POST', '/patterns/check', { source: '(a+)+$(?=b)' })).toMatchObject({ ok: false, code: 'look-around', problem: expect.stringContaining('ahead') });
    expect(await call('POST', '/patterns', { name: 'x', source: '(', dataClass: 'secret' })).toMatchObject({ status: 400 });
    expect(await call('POST', '/patterns/check', { source: '\\n' })).toMatchObject({ ok: false, code: 'everyday' });
    expect(await call('POST', '/patterns', { name: 'x', source: '(?s).{300,}', dataClass: 'secret' })).toMatchObject({ status: 400 });
    const pattern = await call('POST', '/patterns', { name: 'Matters', source: 'ZZ-[0-9]{3}', dataClass: 'secret' });
    expect(await classOf('see zz-123')).toBe('secret');
    const started = performance.now();
    await classOf('ZZ- '.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await call('DELETE', `/patterns/${pattern.id}`)).toEqual({ ok: true });
    expect(await classOf('see zz-123')).not.toBe('secret');
  });
});

describe('a false alarm', () => {
  it('is reported from a trace with one click, no longer counts, is recorded, and can be taken back', async () => {
    const { call, classOf, services, audit } = await office();
    const text = 'Please call 756.9217.0769.85 for the exhibition.';
    const looked = await services.classifier.look({ messages: [{ role: 'user', content: text }] }, [], 100);
    const evidence = looked.evidence();
    await services.recorder.begin({ id: 'trc_1', time: services.clock.now(), endpoint: 'chat.completions', dataClass: 'confidential', decision: 'local', policyVersion: 1, requestedModel: 'm', streamed: false, evidence: [...evidence, { recogniser: 'header', dataClass: 'public' }] });
    expect(await classOf(text)).toBe('confidential');
    expect(await call('POST', '/false-alarms', { trace: 'trc_1', evidence: evidence.length })).toMatchObject({ status: 400 });
    expect(await call('POST', '/false-alarms', { trace: 'trc_1', evidence: 99 })).toMatchObject({ status: 404 });
    const at = evidence.findIndex(({ recogniser }) => recogniser === 'ch-ahv');
    const allowed = await call('POST', '/false-alarms', { trace: 'trc_1', evidence: at });
    expect(allowed).toMatchObject({ recogniser: 'ch-ahv', trace: 'trc_1', reportedBy: 'Anna' });
    expect(await classOf(text)).not.toBe('confidential');
    expect(await classOf('756.1234.5678.97')).toBe('confidential');
    expect(audit.list({ action: 'recognition.falseAlarm' })).toHaveLength(1);
    expect(await call('DELETE', `/false-alarms/ch-ahv/${allowed.mark}`)).toEqual({ ok: true });
    expect(await classOf(text)).toBe('confidential');
  });

  it('is none of what a text is about: that is no value, and would silence its recogniser for all', async () => {
    const { call, classOf, services } = await office();
    const text = 'Anna Müller hat Krebs.';
    const looked = await services.classifier.look({ messages: [{ role: 'user', content: text }] }, [], 100);
    const evidence = looked.evidence();
    await services.recorder.begin({ id: 'trc_1', time: services.clock.now(), endpoint: 'chat.completions', dataClass: 'confidential', decision: 'local', policyVersion: 1, requestedModel: 'm', streamed: false, evidence });
    const at = evidence.findIndex(({ recogniser }) => recogniser === 'medical-context');
    expect(await call('POST', '/false-alarms', { trace: 'trc_1', evidence: at })).toMatchObject({ status: 400 });
    const { start } = evidence[at]!;
    expect(await call('POST', '/false-alarms', { text, recogniser: 'medical-context', start, end: start })).toMatchObject({ status: 400 });
    // From before it was refused.
    services.recognition.allow({ recogniser: 'medical-context', mark: evidence[at]!.mark!, trace: null }, 'Anna');
    expect(await classOf('Beat Kunz leidet an Diabetes.')).toBe('confidential');
  });

  it('and everything else here is for administrators', async () => {
    const { send, login } = await office();
    const token = await login('auditor', 'Ben');
    expect((await send('GET', '/recognition', { token })).status).toBe(403);
  });
});
