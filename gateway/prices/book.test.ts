import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryOffice } from '../../test/support/temporary-office.ts';
import type { ProviderConfig } from '../core/model.ts';
import { createPriceStorage } from '../store/prices.ts';
import { createPriceBook, type OfficePriceInput } from './book.ts';
import type { Catalogue } from './catalogue.ts';
import { historyOf, priceAt } from './history.ts';
import { costOf, worstCostOf } from './prices.ts';
import { shippedCatalogue } from './shipped.ts';
import { createPriceUpdates } from './updates.ts';

const shipped = shippedCatalogue(join(import.meta.dirname, '../../resources'));
const provider = (id: string, baseUrl: string): ProviderConfig => ({ id, kind: 'openai-compatible', name: id, baseUrl, region: 'us', headers: {}, hasCredential: true, contract: {}, models: [], enabled: true });
const CLOUD = provider('cloud', 'https://api.openai.com/v1');
const BY_HOUR = provider('by-hour', 'https://api.deepseek.com');
const CELLAR = { ...provider('cellar', 'http://10.0.0.7:8000/v1'), region: 'on-prem' };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function open({ catalogue = shipped } = {}) {
  const { store, clock, audit } = temporaryOffice();
  const storage = createPriceStorage<never, Catalogue>(store);
  const create = (more: Partial<Parameters<typeof createPriceBook>[0]> = {}) => createPriceBook({ ...more, storage, audit: audit.append, clock, currency: () => ({ code: 'CHF', perUsd: '0.8', date: '2026-07-30' }), shipped: catalogue });
  const book = create();
  const updates = createPriceUpdates({ book, clock, shipped: catalogue.catalogue, download: () => Promise.resolve('[]') });
  const set = (model: string, input: string, output: string, more: Partial<OfficePriceInput> = {}) => book.setOfficePrice({ provider: CLOUD.id, model, currency: 'USD', rates: { input, output }, ...more }, 'Anna');
  return { book, updates, set, clock, audit, store, create };
}

const use = { promptTokens: 1_000_000, completionTokens: 0 };

describe('finding a price', () => {
  it('comes from the catalogue by address and name; the bundled models are free; the unknown is unpriced', () => {
    const { book, clock } = open();
    const price = book.find(CLOUD, 'gpt-4o-mini', clock.now())!;
    expect([price.source, costOf(price, use)]).toEqual(['catalogue', 150_000_000]);
    expect(book.find(CLOUD, 'gpt-4o-mini', clock.now())).toBe(price);
    const free = book.find(provider('local', 'http://bundled-ollama.localhost'), 'whatever', clock.now())!;
    expect([free.source, free.id, costOf(free, use), worstCostOf(free, use)]).toEqual(['free', 'free:local', 0, 0]);
    for (const [where, model] of [[CELLAR, 'gpt-4o-mini'], [CLOUD, 'gpt-unheard-of'], [CLOUD, '__proto__']] as const) expect(book.find(where, model, clock.now())).toBeUndefined();
  });

  it('leaves to the office what costs more than lists say', () => {
    const { create, set, clock } = open();
    const find = (model: string) => create({ listed: (_provider, name) => name !== 'gpt-4o-mini' }).find(CLOUD, model, clock.now());
    expect([find('gpt-4o-mini'), find('gpt-4o')?.source]).toEqual([undefined, 'catalogue']);
    set('gpt-4o-mini', '0.165', '0.66');
    expect(find('gpt-4o-mini')).toMatchObject({ source: 'office' });
  });

  it('follows a provider that moves to another address', () => {
    const { book, clock } = open();
    expect(book.find(CLOUD, 'gpt-4o-mini', clock.now())).toBeDefined();
    expect(book.find({ ...CLOUD, baseUrl: CELLAR.baseUrl }, 'gpt-4o-mini', clock.now())).toBeUndefined();
    expect(book.find(CLOUD, 'gpt-4o-mini', clock.now())).toBeDefined();
  });

  it('depends on the day and on the hour, and the worst case is that of the dearest hour', () => {
    const { book } = open();
    const cost = (at: string): number => costOf(book.find(BY_HOUR, 'deepseek-v4-flash', Date.parse(at))!, use);
    expect([cost('2026-08-16T12:00:00Z'), cost('2026-08-17T12:00:00Z'), cost('2026-08-17T00:59:59Z'), cost('2026-08-17T01:00:00Z'), cost('2026-08-17T03:59:59Z'), cost('2026-08-17T04:00:00Z'), cost('2026-08-17T06:00:00Z')]).toEqual(
      [140_000_000, 220_000_000, 220_000_000, 440_000_000, 440_000_000, 220_000_000, 440_000_000],
    );
    const night = book.find(BY_HOUR, 'deepseek-v4-flash', Date.parse('2026-08-17T12:00:00Z'))!;
    expect(worstCostOf(night, use)).toBe(440_000_000);
    expect(night.id).toMatch(/@2026-08-17#/);
  });

  it('knows hours that go past midnight', () => {
    const tiers = (input: number) => [{ above: 0, rates: { input } }];
    const history = historyOf('', { name: 'm', model: { id: 'm', match: ['=m'], periods: [{ from: 0, tiers: tiers(1), times: [{ start: 22 * 60, end: 6 * 60, tiers: tiers(2) }] }] } }, []);
    const input = (time: string) => priceAt(history, Date.parse(`2026-11-21T${time}Z`))!.tiers[0]!.rates.input;
    expect([input('21:59:59'), input('22:00:00'), input('23:59:59'), input('00:00:00'), input('05:59:59'), input('06:00:00')]).toEqual([1, 2, 2, 2, 2, 1]);
  });

  it('remembers a bounded number of names, and is right after that too', () => {
    const { book, clock } = open();
    const first = book.find(CLOUD, 'gpt-4o-mini', clock.now());
    for (let n = 0; n < 5000; n++) expect(book.find(CLOUD, `made-up-${n}`, clock.now())).toBeUndefined();
    // Made anew: it had been forgotten.
    const again = book.find(CLOUD, 'gpt-4o-mini', clock.now());
    expect(again).toEqual(first);
    expect(again).not.toBe(first);
  });
});

describe('contract prices of the office', () => {
  it('override the catalogue: the one for the model before the one for all', () => {
    const { book, set, clock, audit } = open();
    expect(book.find(CLOUD, 'gpt-4o-mini', clock.now())?.source).toBe('catalogue');
    set('*', '1', '2');
    set('gpt-4o-mini', '0.1', '0.4', { rates: { input: '0.1', output: '0.4', cached: '0.025' } });
    const now = clock.now();
    expect(book.find(CLOUD, 'gpt-4o-mini', now)).toMatchObject({ source: 'office', contextTokens: 128_000, imageTokens: 48_169, tiers: [{ above: 0, rates: { input: 100_000_000, output: 400_000_000, cached: 25_000_000 } }] });
    expect(costOf(book.find(CLOUD, 'a-model-of-tomorrow', now)!, use)).toBe(1_000_000_000);
    expect(book.find(CLOUD, 'gpt-4o-mini', now - 1)?.source).toBe('catalogue');
    expect(audit.list({ action: 'prices.set' }).map(({ actor, detail }) => [actor, detail.model, detail.entered])).toEqual([['Anna', 'gpt-4o-mini', { input: '0.1', output: '0.4', cached: '0.025' }], ['Anna', '*', { input: '1', output: '2' }]]);
  });

  it('hold from a date on, keep their history, survive a restart, and end', () => {
    const { book, set, clock, create } = open();
    const first = clock.now();
    set('gpt-4o-mini', '0.10', '0.4');
    set('gpt-4o-mini', '0.05', '0.2', { from: first + 10 * DAY });
    clock.move(20 * DAY);
    book.removeOfficePrice(CLOUD.id, 'gpt-4o-mini', 'Anna');
    for (const one of [book, create()]) {
      const input = (day: number) => one.find(CLOUD, 'gpt-4o-mini', first + day * DAY)!.tiers[0]!.rates.input;
      expect([input(-1), input(0), input(9), input(10), input(19), input(20), input(300)]).toEqual([150_000_000, 100_000_000, 100_000_000, 50_000_000, 50_000_000, 150_000_000, 150_000_000]);
    }
    expect(new Set([0, 10, 20].map((day) => book.find(CLOUD, 'gpt-4o-mini', first + day * DAY)!.id)).size).toBe(3);
    expect(() => book.removeOfficePrice(CLOUD.id, 'gpt-4o-mini', 'Anna')).toThrow('has no price of its own');
  });

  it('a price of the future is taken back too', () => {
    const { book, set, clock } = open();
    set('gpt-4o-mini', '9', '9', { from: clock.now() + 5 * DAY });
    book.removeOfficePrice(CLOUD.id, 'gpt-4o-mini', 'Anna');
    expect(book.find(CLOUD, 'gpt-4o-mini', clock.now() + 6 * DAY)?.source).toBe('catalogue');
  });

  it('may be entered in the office\'s currency; the rate stays with them', () => {
    const { book, set, clock } = open();
    const row = set('m', '1', '0.10', { currency: 'CHF' });
    // 1 CHF at 0.8 CHF per dollar is 1.25 dollars
    expect(row.price).toEqual({ entered: { input: '1', output: '0.10' }, currency: { code: 'CHF', perUsd: '0.8', date: '2026-07-30' }, rates: { input: 1_250_000_000, output: 125_000_000 } });
    expect(costOf(book.find(CLOUD, 'm', clock.now())!, use)).toBe(1_250_000_000);
    // 1 and 4 billionths at 0.8 are 1.25 and 5: rounded up
    expect(set('n', '0.000000001', '0.000000004', { currency: 'CHF' }).price?.rates).toEqual({ input: 2, output: 5 });
    expect(() => set('m', '1', '1', { currency: 'EUR' })).toThrow('The office has no rate for EUR');
  });

  it.each(['', '-1', '1e3', 'NaN', '0x10', '1,5', ' 1', '1.', '.5', '0.0000000001', '10000.000000001', '9'.repeat(400)])('"%s" is refused and changes nothing', (text) => {
    const { book, set, clock, audit } = open();
    expect(() => set('gpt-4o-mini', text, '1')).toThrow(expect.objectContaining({ code: 'invalid_request' }) as Error);
    expect([book.officePrices(), book.find(CLOUD, 'gpt-4o-mini', clock.now())?.source, audit.list({ action: 'prices.set' })]).toEqual([[], 'catalogue', []]);
  });

  it('never begin in the past, and never for the bundled models', () => {
    const { set, book, clock } = open();
    expect(() => set('m', '1', '1', { from: clock.now() - 2 * DAY })).toThrow('cannot begin in the past');
    expect(set('m', '1', '1', { from: clock.now() - HOUR }).from).toBe(clock.now());
    expect(() => book.setOfficePrice({ provider: 'local', model: '*', currency: 'USD', rates: { input: '1', output: '1' } }, 'Anna')).toThrow('cost nothing');
  });

  it('zero is a price that an office may set', () => {
    const { book, clock } = open();
    book.setOfficePrice({ provider: CELLAR.id, model: '*', currency: 'USD', rates: { input: '0', output: '0' } }, 'Anna');
    expect(costOf(book.find(CELLAR, 'anything', clock.now())!, use)).toBe(0);
  });
});

describe('a newer catalogue', () => {
  const dearer = (): Catalogue => {
    const next = structuredClone(shipped.catalogue);
    next.date = '2026-12-01';
    const own = next.providers.find(({ id }) => id === 'openai')!;
    own.models.find(({ id }) => id === 'gpt-4o-mini')!.periods = [{ from: 0, tiers: [{ above: 0, rates: { input: 300_000_000, output: 600_000_000 } }] }];
    own.models.find(({ id }) => id === 'gpt-4o')!.periods[0]!.tiers[0]!.rates.input = 2_400_000_000;
    own.models = own.models.filter(({ id }) => id !== 'gpt-4');
    own.models.unshift({ id: 'gpt-9', match: ['=gpt-9'], periods: [{ from: 0, tiers: [{ above: 0, rates: { input: 1, output: 1 } }] }] });
    return next;
  };
  const source = (catalogue: unknown) => ({ kind: 'text' as const, text: JSON.stringify(catalogue) });

  it('is shown first: models in use, then the largest changes', async () => {
    const { book, updates, clock } = open();
    const preview = await updates.preview(source(dearer()), [{ provider: CLOUD, model: 'gpt-4o-2024-11-20' }, { provider: CELLAR, model: 'x' }]);
    expect(preview).toMatchObject({ date: '2026-12-01', older: false });
    expect(preview.changes).toMatchObject([
      { provider: 'openai', model: 'gpt-4o', kind: 'changed', inUse: true, more: false, rates: [{ part: 'input', before: 2_500_000_000, after: 2_400_000_000 }] },
      { model: 'gpt-4o-mini', kind: 'changed', inUse: false, rates: [{ part: 'input', before: 150_000_000, after: 300_000_000 }, { part: 'cached', before: 75_000_000, after: null }] },
      { model: 'gpt-4', kind: 'removed' },
      { model: 'gpt-9', kind: 'added' },
    ]);
    expect(costOf(book.find(CLOUD, 'gpt-4o-mini', clock.now())!, use)).toBe(150_000_000);
  });

  it('holds from the moment it is put in force; what was before stays as it was', async () => {
    const { book, updates, clock, audit, create, store } = open();
    const { digest } = await updates.preview(source(dearer()), []);
    clock.move(HOUR);
    const at = clock.now();
    updates.apply(digest, 'Anna');
    for (const one of [book, create()]) {
      expect(costOf(one.find(CLOUD, 'gpt-4o-mini', at)!, use)).toBe(300_000_000);
      expect(costOf(one.find(CLOUD, 'gpt-4o-mini', at - 1)!, use)).toBe(150_000_000);
      expect(one.find(CLOUD, 'gpt-9', at)).toBeDefined();
      expect(one.catalogue()).toMatchObject({ at, by: 'Anna', catalogue: { date: '2026-12-01' } });
    }
    expect(audit.list({ action: 'prices.update' })).toMatchObject([{ actor: 'Anna', detail: { date: '2026-12-01', added: 1, removed: 1, changed: 2 } }]);
    // The same list again changes nothing more; only one content is kept.
    expect((await updates.preview(source(dearer()), [])).changes).toEqual([]);
    expect(store.db.prepare('SELECT count(*), count(content) FROM price_catalogues').raw().get()).toEqual([2, 1]);
  });

  it('is put in force only as it was shown, upon the one that it was compared with', async () => {
    const { updates } = open();
    expect(() => updates.apply('0'.repeat(64), 'Anna')).toThrow('has not been looked at');
    const one = await updates.preview(source(dearer()), []);
    const other = await updates.preview(source({ ...dearer(), date: '2026-12-02' }), []);
    updates.apply(other.digest, 'Anna');
    expect(() => updates.apply(one.digest, 'Ben')).toThrow(expect.objectContaining({ code: 'conflict', message: 'Another price list has been put in force meanwhile.' }) as Error);
  });

  it('that cannot be used is refused and changes nothing', async () => {
    const { book, updates, audit } = open();
    const before = book.catalogue();
    for (const text of ['', 'x', '{', '[]', 'null', '{"__proto__":{}}', `"${'x'.repeat(21 * 1024 * 1024)}"`, '['.repeat(200_000)]) await expect(updates.preview({ kind: 'text', text }, []), text.slice(0, 20)).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(updates.preview({ kind: 'network' }, [])).rejects.toMatchObject({ code: 'invalid_request' });
    expect([book.catalogue(), audit.list({ action: 'prices.update' })]).toEqual([before, []]);
  });
});
