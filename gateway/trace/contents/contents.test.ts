import { onTestFinished, describe, expect, it } from 'vitest';
import { type OfficeFixture, temporaryOffice } from '../../../test/support/temporary-office.ts';
import type { ContentMode, ContentRules } from '../../core/contents.ts';
import { createPseudonyms } from '../../store/pseudonyms.ts';
import { createResponses } from '../../store/responses.ts';
import { answerCollector } from './collector.ts';
import { type ContentToKeep, type Contents, createContents } from './contents.ts';

const DAY = 86_400_000;

function setUp(modes: Partial<Record<keyof ContentRules, ContentMode>> = { public: 'encrypted', internal: 'hash' }): OfficeFixture & { contents: Contents; keep(traceId: string, more?: Partial<ContentToKeep>): void } {
  const office = temporaryOffice();
  const rules: ContentRules = { public: { mode: 'off', days: 10 }, internal: { mode: 'off', days: 20 }, confidential: { mode: 'off', days: 30 }, secret: { mode: 'off', days: 30 } };
  for (const [dataClass, mode] of Object.entries(modes)) rules[dataClass as keyof ContentRules].mode = mode;
  const contents = createContents({ ...office, rules: () => rules });
  onTestFinished(() => contents.close());
  const keep = (traceId: string, more: Partial<ContentToKeep> = {}): void =>
    contents.keep({ traceId, keyId: 'key_1', owner: 'person:Anna', session: 's1', time: office.clock.now(), started: performance.now(), dataClass: 'public', request: asking('Wie lange läuft die Frist?'), requestBytes: 200, answer: answering('Zehn Tage.'), ...more });
  return { ...office, contents, keep };
}

const asking = (content: string) => ({ model: 'fast', messages: [{ role: 'system', content: 'Antworte kurz.' }, { role: 'user', content }] });
const answering = (content: string) => ({ choices: [{ index: 0, message: { role: 'assistant', content } }] });

describe('what is kept', () => {
  it('is read back as it was, after the look was written down', () => {
    const { contents, keep, audit } = setUp();
    keep('trc_1');
    const read = contents.read('trc_1', 'Anna Admin');
    expect(read).toMatchObject({ keyId: 'key_1', owner: 'person:Anna', session: 's1', dataClass: 'public', cut: false });
    expect([JSON.parse(read.request), JSON.parse(read.answer)]).toEqual([asking('Wie lange läuft die Frist?'), answering('Zehn Tage.')]);
    expect(audit.list({ limit: 1 })[0]).toMatchObject({ actor: 'Anna Admin', action: 'content.read', detail: { trace: 'trc_1', key: 'key_1', dataClass: 'public' } });
  });

  it('is nothing of a class that is off, and no text of one that is only hashed', () => {
    const { contents, keep } = setUp();
    keep('trc_1', { dataClass: 'secret' });
    keep('trc_2', { dataClass: 'internal' });
    expect(contents.wanted('secret')).toBe(false);
    expect(contents.wanted('internal')).toBe(true);
    expect(() => contents.read('trc_1', 'Anna')).toThrow('Nothing of this request is kept');
    expect(() => contents.read('trc_2', 'Anna')).toThrow('only the marks are kept');
    expect(contents.status().totals).toMatchObject([{ dataClass: 'internal', records: 1, bytes: 0 }]);
  });

  it('is not shown where the look cannot be written down', () => {
    const { contents, keep, store } = setUp();
    keep('trc_1');
    contents.flush();
    store.db.exec("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END");
    expect(() => contents.read('trc_1', 'Anna')).toThrow('no');
    expect(() => contents.find('Wie lange läuft die Frist?', 'Anna')).toThrow('no');
    expect(() => contents.erase({ by: 'trace', trace: 'trc_1' }, 'Anna')).toThrow('no');
    store.db.exec('DROP TRIGGER full');
    expect(contents.read('trc_1', 'Anna').answer).toContain('Zehn Tage.');
  });

  it('is bound to its row: another record’s text or key does not open', () => {
    const { contents, keep, store } = setUp();
    keep('trc_1');
    keep('trc_2', { request: asking('etwas anderes') });
    contents.flush();
    store.db.exec("UPDATE contents SET sealed = (SELECT sealed FROM contents WHERE trace = 'trc_2') WHERE trace = 'trc_1'");
    expect(() => contents.read('trc_1', 'Anna')).toThrow('changed in the database');
    store.db.exec("UPDATE content_keys SET wrapped = (SELECT wrapped FROM content_keys WHERE trace = 'trc_2') WHERE trace = 'trc_1'");
    expect(() => contents.read('trc_1', 'Anna')).toThrow('changed or belongs elsewhere');
  });

  it('is bounded: a full queue and what cannot be written are counted, and nobody is held up or told', () => {
    const { contents, keep } = setUp();
    for (let index = 0; index < 1_200; index++) keep(`trc_${index}`);
    expect(contents.status()).toMatchObject({ waiting: 1_000, dropped: 200 });
    contents.flush();
    expect(contents.status()).toMatchObject({ waiting: 0, dropped: 200, totals: [{ records: 1_000 }] });
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    keep('trc_circle', { request: circle as never });
    contents.flush();
    expect(contents.status().dropped).toBe(201);
    keep('trc_large', { requestBytes: 33 * 1024 * 1024 });
    expect(contents.status().dropped).toBe(202);
    for (let index = 0; index < 40; index++) keep(`trc_unstated_${index}`, { requestBytes: 0 });
    for (let index = 0; index < 40; index++) keep(`trc_answer_${index}`, { answer: answering('x'.repeat(1024 * 1024)) });
    expect(contents.status().waiting).toBeLessThan(34);
    contents.flush();
    keep('trc_long', { requestBytes: 2_000_000, request: asking('x'.repeat(2_000_000)) });
    expect(contents.read('trc_long', 'Anna')).toMatchObject({ cut: true });
    expect(contents.read('trc_long', 'Anna').request).toHaveLength(1024 * 1024);
  });
});

describe('equal messages', () => {
  it('are found by their marks, in requests and answers, without being read', () => {
    const { contents, keep, audit } = setUp();
    keep('trc_1');
    keep('trc_2', { dataClass: 'internal', request: { messages: [{ role: 'user', content: [{ type: 'text', text: ' Wie lange läuft die Frist?\n' }] }] } });
    keep('trc_3', { request: asking('Wie lange läuft die Frist'), answer: 'Wie lange läuft die Frist?' });
    keep('trc_4', { request: { input: ['anders', 'Wie lange la\u0308uft die Frist?'] } });
    expect(contents.find('Wie lange läuft die Frist?', 'Anna').map(({ traceId, answer }) => `${traceId} ${answer}`)).toEqual(['trc_4 false', 'trc_3 true', 'trc_2 false', 'trc_1 false']);
    expect(contents.find('nie gefragt', 'Anna')).toEqual([]);
    expect(audit.list({ action: 'content.find' }).map(({ detail }) => detail)).toEqual([{ matches: 0 }, { matches: 4 }]);
  });

  it('have other marks in another office', () => {
    const one = setUp();
    const other = setUp();
    for (const { keep, contents } of [one, other]) {
      keep('trc_1');
      contents.flush();
    }
    const marks = ({ store }: OfficeFixture): string[] => store.db.prepare<[], string>('SELECT hex(mark) FROM content_marks').pluck().all();
    expect(marks(one)).toHaveLength(3);
    expect(marks(one).filter((mark) => marks(other).includes(mark))).toEqual([]);
  });
});

describe('the end of contents', () => {
  it('comes by age, per class, and with the trace', () => {
    const { contents, keep, clock, store, vault, audit } = setUp();
    keep('trc_1');
    keep('trc_2', { dataClass: 'internal' });
    contents.flush();
    clock.move(11 * DAY);
    const rules: ContentRules = { public: { mode: 'off', days: 10 }, internal: { mode: 'off', days: 20 }, confidential: { mode: 'off', days: 1 }, secret: { mode: 'off', days: 1 } };
    const later = (): void => createContents({ store, vault, audit, clock, rules: () => rules }).close();
    later();
    expect(contents.status().totals.map(({ dataClass }) => dataClass)).toEqual(['internal']);
    expect(store.db.prepare('SELECT count(*) FROM content_keys').pluck().get()).toBe(0);
    clock.move(10 * DAY);
    later();
    expect(contents.status().totals).toEqual([]);
    expect(store.db.prepare('SELECT count(*) FROM content_marks').pluck().get()).toBe(0);

    keep('trc_3');
    contents.flush();
    store.db.exec("INSERT INTO traces (id, time, endpoint, data_class, decision, policy_version, requested_model, streamed) VALUES ('trc_3', 1, 'chat', 'public', 'allow', 1, 'fast', 0); DELETE FROM traces");
    expect(contents.status().totals).toEqual([]);
  });
});

it('erases with a key or a person the answers too that a client may go on from, and no others', () => {
  const { contents, keep, store, clock, vault } = setUp();
  const responses = createResponses({ store, clock, vault, limit: 1_000_000 });
  for (const keyId of ['key_1', 'key_2']) {
    responses.keep(keyId, `trc_${keyId}`, { id: `resp_${keyId}`, dataClass: 'public', request: asking('Frist?'), response: { output: [] } } as never);
    keep(`trc_${keyId}`, { keyId, owner: keyId === 'key_1' ? 'person:Anna' : 'person:Beat' });
  }
  expect(contents.erase({ by: 'owner', owner: 'person:Anna' }, 'Rita').erased).toBe(2);
  expect([responses.get('key_1', 'resp_key_1'), responses.get('key_2', 'resp_key_2')?.id]).toEqual([undefined, 'resp_key_2']);
  contents.erase({ by: 'key', keyId: 'key_2' }, 'Rita');
  expect(responses.get('key_2', 'resp_key_2')).toBeUndefined();
});

it('erases with a person what was kept through keys that are gone or have changed hands, and with one request what its conversation stood in for', () => {
  const { contents, store, clock, vault } = setUp();
  const responses = createResponses({ store, clock, vault, limit: 1_000_000 });
  const pseudonyms = createPseudonyms({ store, clock, vault });
  const trace = store.db.prepare("INSERT INTO traces (id, time, endpoint, data_class, decision, policy_version, requested_model, streamed, key_id, owner, session) VALUES (?, 1, 'responses', 'public', 'pseudonymise', 1, 'fast', 0, 'key_of_both', ?, ?)");
  for (const [id, owner] of [['anna', 'person:Anna'], ['beat', 'person:Beat'], ['beats-other', 'person:Beat']] as const) {
    trace.run(`trc_${id}`, owner, id);
    responses.keep('key_of_both', `trc_${id}`, { id: `resp_${id}`, dataClass: 'public', request: asking('Frist?'), response: { output: [] } } as never);
    pseudonyms.keeper('key_of_both', id).write({ person: ['Muster'] } as never);
  }
  const left = () => ['anna', 'beat', 'beats-other'].map((id) => [responses.get('key_of_both', `resp_${id}`) !== undefined, pseudonyms.keeper('key_of_both', id).read() !== undefined]);
  contents.erase({ by: 'owner', owner: 'person:Anna' }, 'Rita');
  expect(left()).toEqual([[false, false], [true, true], [true, true]]);
  contents.erase({ by: 'trace', trace: 'trc_beat' }, 'Rita');
  expect(left()).toEqual([[false, false], [false, false], [true, true]]);
});

it('keeps nothing of a request that was running when its contents were erased', () => {
  const { contents, keep, clock } = setUp();
  const started = performance.now();
  contents.erase({ by: 'owner', owner: 'person:Anna' }, 'Rita');
  contents.erase({ by: 'session', keyId: 'key_2', session: 's1' }, 'Rita');
  // Set back meanwhile.
  clock.move(-3_600_000);
  keep('trc_anna', { started });
  keep('trc_session', { started, keyId: 'key_2', owner: 'person:Beat' });
  keep('trc_later');
  keep('trc_other_session', { started, keyId: 'key_2', owner: 'person:Beat', session: 's2' });
  contents.flush();
  expect(['trc_anna', 'trc_session', 'trc_later', 'trc_other_session'].filter((id) => contents.find('Zehn Tage.', 'Rita').some(({ traceId }) => traceId === id))).toEqual(['trc_later', 'trc_other_session']);
});

it('erases with a session or one request the answers too that a client may go on from, and no others', () => {
  const { contents, store, clock, vault } = setUp();
  const responses = createResponses({ store, clock, vault, limit: 1_000_000 });
  const trace = store.db.prepare("INSERT INTO traces (id, time, endpoint, data_class, decision, policy_version, requested_model, streamed, key_id, session) VALUES (?, 1, 'responses', 'public', 'allow', 1, 'fast', 0, 'key_1', ?)");
  const ids = ['first', 'second', 'third', 'fourth'];
  for (const id of ids) {
    trace.run(`trc_${id}`, id === 'fourth' ? 's2' : 's1');
    responses.keep(id === 'third' ? 'key_2' : 'key_1', `trc_${id}`, { id: `resp_${id}`, dataClass: 'public', request: asking('Frist?'), response: { output: [] } } as never);
  }
  store.db.exec("UPDATE traces SET key_id = 'key_2' WHERE id = 'trc_third'");
  const left = () => ids.filter((id) => responses.get(id === 'third' ? 'key_2' : 'key_1', `resp_${id}`) !== undefined);
  expect(contents.erase({ by: 'trace', trace: 'trc_first' }, 'Rita').erased).toBe(1);
  expect(left()).toEqual(['second', 'third', 'fourth']);
  expect(contents.erase({ by: 'session', keyId: 'key_1', session: 's1' }, 'Rita').erased).toBe(1);
  expect(left()).toEqual(['third', 'fourth']);
});

it('collects an answer up to its bound and says that it was cut', () => {
  const collector = answerCollector(10);
  for (const text of ['eins', '', 'zwei', 'drei', 'vier']) collector.add(text);
  expect([collector.text(), collector.cut()]).toEqual(['einszweidr', true]);
  const whole = answerCollector();
  whole.add('ja');
  expect([whole.text(), whole.cut()]).toEqual(['ja', false]);
});
