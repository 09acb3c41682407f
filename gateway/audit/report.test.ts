import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../core/audit-actions.ts';
import type { DataClass } from '../core/data-class.ts';
import { ERRORS } from '../core/errors.ts';
import { pageOf } from './report-page.ts';
import { REPORT_TEXTS, type ReportLanguage } from './report-texts.ts';
import { interruptedDetail, refusedDetail, type RequestFacts, sentDetail } from './requests.ts';
import { reportOf } from './report.ts';
import { type LogFixture, temporaryLog } from './testing/fixture.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 7, 1);

function facts(dataClass: DataClass, policyVersion = 1): RequestFacts {
  return { trace: 'trc_1', key: 'key_1', owner: 'Anna', team: null, dataClass, why: { code: 'allowed', provider: 'Mock', dataClass }, policyVersion };
}

function writer({ audit }: LogFixture) {
  const add = (time: number, action: string, detail: Parameters<typeof audit.append>[2], actor = 'key_1') => audit.appendAll([{ time, actor, action, detail }]);
  return {
    sent: (time: number, provider: string, dataClass: DataClass, bytes: number, more: { policyVersion?: number; decision?: string; contract?: string | null; region?: string } = {}) =>
      add(time, 'request.sent', sentDetail({ ...facts(dataClass, more.policyVersion), decision: more.decision ?? 'allow', provider, origin: `https://${provider}.example`, region: more.region ?? 'eu', contract: more.contract === undefined ? 'DPA-1' : more.contract, bytes, hmac: 'x' })),
    refused: (time: number, code: string) => add(time, 'request.refused', refusedDetail({ ...facts('secret'), why: { code: 'no-rule' }, code, model: 'm' })),
    interrupted: (time: number) => add(time, 'request.interrupted', interruptedDetail({ ...facts('internal'), plan: ['mock/m'] })),
    add,
  };
}

const report = (log: LogFixture, from = START, to = START + 30 * DAY) => reportOf(log, { from, to, timeZone: 'Europe/Zurich', nameOf: (id) => ({ mock: 'Mock AG', local: 'Bundled Ollama' })[id] });

describe('the auditor\'s report', () => {
  it('says who saw what, when, how much and under which rules', async () => {
    const log = temporaryLog();
    const { sent } = writer(log);
    sent(START - 1, 'mock', 'public', 1);
    sent(START, 'mock', 'internal', 100);
    sent(START + 5, 'mock', 'internal', 50, { policyVersion: 3 });
    sent(START + 7, 'mock', 'internal', 7, { decision: 'pseudonymise' });
    sent(START + 8, 'local', 'secret', 1000, { decision: 'local', contract: null, region: 'local' });
    sent(START + 9, 'mock', 'internal', 9, { contract: 'DPA-2' });
    sent(START + DAY, 'mock', 'public', 1);
    const result = await report(log, START, START + DAY);
    expect(result.seen).toEqual([
      { provider: 'mock', providerName: 'Mock AG', region: 'eu', contract: 'DPA-1', dataClass: 'internal', decision: 'allow', sent: 2, bytes: 150, first: START, last: START + 5, policies: [1, 3] },
      { provider: 'mock', providerName: 'Mock AG', region: 'eu', contract: 'DPA-1', dataClass: 'internal', decision: 'pseudonymise', sent: 1, bytes: 7, first: START + 7, last: START + 7, policies: [1] },
      { provider: 'local', providerName: 'Bundled Ollama', region: 'local', contract: null, dataClass: 'secret', decision: 'local', sent: 1, bytes: 1000, first: START + 8, last: START + 8, policies: [1] },
      { provider: 'mock', providerName: 'Mock AG', region: 'eu', contract: 'DPA-2', dataClass: 'internal', decision: 'allow', sent: 1, bytes: 9, first: START + 9, last: START + 9, policies: [1] },
    ]);
    expect(result).toMatchObject({ records: { count: 5, first: 2, last: 6, head: log.audit.read(5, 1)[0]!.hash }, broken: null, fingerprint: log.checkpoints.publicKey().fingerprint });
    expect((await report(log, START - DAY, START - 2)).records).toMatchObject({ count: 0, first: null, last: null });
  });

  it('leaves out what a clock that was set back put in between', async () => {
    const log = temporaryLog();
    const { sent } = writer(log);
    for (const time of [START + 10, START - 50, START + 20, START + 3 * DAY, START + 30]) sent(time, 'mock', 'public', 1);
    expect((await report(log, START, START + DAY)).seen).toMatchObject([{ sent: 3, first: START + 10, last: START + 30 }]);
  });

  it('names the exceptions', async () => {
    const log = temporaryLog();
    const { add, refused, interrupted } = writer(log);
    refused(START + 1, 'data_class_denied');
    refused(START + 9, 'data_class_denied');
    refused(START + 2, 'budget_exceeded');
    interrupted(START + 3);
    const change = (before: string, after: string, what = 'cell internal × mock') => add(START + 4, 'policy.change', { version: 2, comment: 'c', differences: [{ what, before, after }] }, 'Ben');
    change('-', 'allow');
    change('pseudonymise', 'allow');
    change('allow {"until":1}', 'allow');
    change('allow', 'deny');
    change('allow', '-');
    change('local', 'refuse', 'otherwise internal');
    add(START + 5, 'lockdown.set', { on: false }, 'Anna');
    add(START + 6, 'content.read', { trace: 'trc_9' }, 'Anna');
    add(START + 7, 'key.create', { name: 'crm' }, 'Anna');
    const result = await report(log);
    expect(result.refusals).toEqual([
      { dataClass: 'secret', code: 'data_class_denied', why: 'no-rule', count: 2, first: START + 1, last: START + 9 },
      { dataClass: 'secret', code: 'budget_exceeded', why: 'no-rule', count: 1, first: START + 2, last: START + 2 },
    ]);
    expect(result.interrupted).toEqual([{ dataClass: 'internal', count: 1, first: START + 3, last: START + 3 }]);
    expect(result.policies.map(({ loosened }) => loosened)).toEqual([true, true, true, false, false, false]);
    expect(result.policies[0]).toMatchObject({ actor: 'Ben', version: 2, differences: ['cell internal × mock: - → allow'] });
    expect(result.notable).toMatchObject([{ action: 'lockdown.set', actor: 'Anna', detail: '{"on":false}' }, { action: 'content.read' }]);
    expect(result.actions).toContainEqual({ action: 'key.create', count: 1 });
  });

  it('says that the records were changed, and stays readable', async () => {
    const log = temporaryLog();
    const { sent } = writer(log);
    for (let n = 0; n < 4; n++) sent(START + n, 'mock', 'public', 1);
    log.tamper(`UPDATE audit SET detail = 'not JSON' WHERE seq = 3`);
    const result = await report(log);
    expect(result.broken).toEqual({ record: 3, reason: 'its content was changed' });
    expect(pageOf(result, 'en')).toContain('record 3 is not as it was written');
  });

  it('is bounded, whatever names the log holds', async () => {
    const log = temporaryLog();
    const { audit } = log;
    audit.appendAll(Array.from({ length: 2_500 }, (_, n) => ({ time: START + n, actor: 'k', action: 'request.refused', detail: { class: `class ${n}`, code: 'c', why: null } })));
    audit.appendAll(Array.from({ length: 700 }, () => ({ time: START, actor: 'k', action: 'content.read', detail: { text: 'x'.repeat(5_000) } })));
    const result = await report(log);
    expect(result.refusals).toHaveLength(2_001);
    expect(result.refusals[0]).toMatchObject({ dataClass: '…', count: 500 });
    expect([result.notable.length, result.leftOut, result.notable[0]!.detail.length]).toEqual([500, 200, 500]);
  });
});

describe('the report as a page', () => {
  const HOSTILE = '<img src=x onerror=alert(1)></script><script>alert(2)</script>"\'&\u2028\u202e\0\ud800=1+1';

  it('shows every name as text, runs nothing and loads nothing', async () => {
    const log = temporaryLog();
    const { add, sent } = writer(log);
    sent(START, HOSTILE, 'internal', 5, { contract: HOSTILE, region: HOSTILE, decision: HOSTILE });
    add(START, 'request.refused', { class: HOSTILE, code: HOSTILE, why: { code: HOSTILE } }, HOSTILE);
    add(START, 'policy.change', { version: 1, comment: HOSTILE, differences: [{ what: HOSTILE, before: HOSTILE, after: HOSTILE }] }, HOSTILE);
    add(START, 'content.read', { [HOSTILE]: HOSTILE }, HOSTILE);
    const page = pageOf(await report(log), 'de');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&lt;/script&gt;');
    expect(page.match(/<\/?[a-z][a-z0-9]*/g)!.filter((tag) => !/^<\/?(html|head|meta|title|style|body|h[123]|p|span|table|thead|tbody|tr|th|td|br)$/.test(tag))).toEqual([]);
    expect(page).not.toMatch(/[\0\u202e\ud800]|<img|<script|javascript:|https?:\/\/|url\(|@import/);
    expect(page).toContain("default-src 'none'");
    // Of tags and attributes only what the page itself writes.
    expect(page.replace(/<style>[\s\S]*?<\/style>/, '').match(/<[a-z][^>]*>/g)!.filter((tag) => /\s(on\w+|src|href|style)\s*=/i.test(tag))).toEqual([]);
  });

  it.each(Object.keys(REPORT_TEXTS) as ReportLanguage[])('speaks %s', async (language) => {
    const log = temporaryLog();
    const { add, sent, refused, interrupted } = writer(log);
    for (let n = 0; n < 4; n++) sent(START + n * DAY, 'mock', 'confidential', 1_234_567, { policyVersion: n < 3 ? n + 1 : 9 });
    sent(START, 'gone', 'public', 1, { region: 'Liechtenstein', contract: null });
    sent(START, 'local', 'secret', 1, { decision: 'local', region: 'local', contract: null });
    refused(START, 'data_class_denied');
    interrupted(START);
    add(START, 'content.read', { trace: 'trc_1' }, 'Anna');
    const texts = REPORT_TEXTS[language];
    const page = pageOf(await report(log, Date.UTC(2026, 6, 31, 22), Date.UTC(2026, 7, 31, 22)), language);
    expect(page).toContain(`<html lang="${language}">`);
    for (const text of [texts.title, texts.seen, texts.classes.confidential, texts.ways['allow']!, texts.interruptedNote, texts.actions['content.read']!, `${texts.codes['data_class_denied']!} (data_class_denied, no-rule)`]) expect(page).toContain(text.replaceAll("'", '&#39;'));
    for (const cells of [['Mock AG (mock)', texts.regions['eu']!, 'DPA-1'], ['gone', 'Liechtenstein', texts.noContract], [texts.here, texts.regions['local']!, '–']]) expect(page).toContain(cells.map((cell) => `<td>${cell.replaceAll("'", '&#39;')}</td>`).join(''));
    expect(page).toContain('<td>1–3, 9</td>');
    expect(page).toMatch(/1.+31\D+2026/);
    expect(page).toMatch(/4[.,]9/);
    expect(page).not.toContain('undefined');
  });

  /** What those throw that decide about a request. */
  const REFUSED_WITH = ['routes/rule.ts', 'routes/governed.ts', 'classify/classifier.ts', 'policy/resolve.ts', 'router/fit.ts', 'router/plan.ts', 'budget/budgets.ts', 'budget/words.ts']
    .flatMap((file) => [...readFileSync(join(import.meta.dirname, '..', file), 'utf8').matchAll(/new GatehouseError\('([a-z_]+)'/g)].map((found) => found[1]!));

  it('has words for each act that is shown, in each language', () => {
    const notable = Object.keys(ACTIONS).filter((action) => ACTIONS[action]!.notable).sort((a, b) => a.localeCompare(b));
    for (const { actions, codes } of Object.values(REPORT_TEXTS)) {
      expect(Object.keys(actions).sort((a, b) => a.localeCompare(b))).toEqual(notable);
      expect(Object.keys(codes)).toEqual(Object.keys(REPORT_TEXTS.en.codes));
      for (const code of Object.keys(codes)) expect(ERRORS).toHaveProperty(code);
      for (const code of REFUSED_WITH) expect(codes).toHaveProperty(code);
    }
  });
});
