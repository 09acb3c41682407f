import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryAdmin } from '../../test/support/temporary-admin.ts';
import { listenOnAdminSocket } from '../admin/socket.ts';
import { run } from '../cli.ts';

async function appliance() {
  const fixture = temporaryAdmin();
  const socket = await listenOnAdminSocket(fixture.services);
  onTestFinished(() => socket.close());
  fixture.office.addProvider({ id: 'cloud', kind: 'openai-compatible', baseUrl: 'https://api.openai.com/v1', region: 'us' }, 'test');
  fixture.office.setAlias('fast', [{ provider: 'cloud', model: 'gpt-4o-mini' }], 'test');
  const cli = async (line: string) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const code = await run(line.split(' '), { start: () => Promise.resolve(0), env: { GATEHOUSE_HOME: fixture.services.config.home }, stdin: Readable.from([]), stdout, stderr });
    const [out, err] = [String(stdout.read() ?? ''), String(stderr.read() ?? '')];
    return { code, out, err, json: line.includes('--json') ? (JSON.parse(out) as Record<string, unknown>) : undefined };
  };
  return { ...fixture, cli };
}

describe('gatehouse prices', () => {
  it.each(['prices', 'prices list', 'prices show', 'prices set', 'prices remove', 'prices update'])('%s has --help', async (line) => {
    const { cli } = await appliance();
    const { code, out } = await cli(`${line} --help`);
    expect([code, out.startsWith(`Usage: gatehouse ${line}`)]).toEqual([0, true]);
  });

  it('lists, sets, shows and removes', async () => {
    const { cli, office } = await appliance();
    office.setSetting('timeZone', 'Europe/Zurich', 'test');
    expect((await cli('prices')).out).toMatch(/cloud\/gpt-4o-mini +0\.15 +0\.6 +0\.075 +catalogue +agreed +yes\n/);
    expect((await cli('prices list --search gpt-4o-mini --limit 1 --json')).json).toMatchObject({ prices: [{ model: 'gpt-4o-mini', inUse: true }] });
    expect((await cli('prices list --all --search mistral --limit 1')).out).toMatch(/1 of \d+; --search/);
    // It was read as the 5th of January.
    expect(await cli('prices set cloud/* --input 1 --output 2.5 --from 1.5.2027')).toMatchObject({ code: 2, err: expect.stringContaining('Give a day (2026-01-31)') });
    expect((await cli('prices set cloud/* --input 1 --output 2.5 --cache-write 1.25')).out).toMatch(/^cloud\/\*: 1 and 2\.5 USD per million tokens from 2026-08-01 02:00:00 on\.\n$/);
    expect((await cli('prices show cloud/gpt-4o-mini')).out).toMatch(/cloud\/gpt-4o-mini +1 +2\.5 +- +office/);
    expect((await cli('prices show --json')).json).toMatchObject({ appliedBy: 'first start', office: [{ model: '*', price: { entered: { input: '1', cacheWrite: '1.25' } } }] });
    expect((await cli('prices remove cloud/*')).out).toBe('The office\'s price for cloud/* has ended.\n');
    expect(await cli('prices remove cloud/*')).toMatchObject({ code: 1, err: expect.stringContaining('has no price of its own') as string });
    expect(await cli('prices set cloud/m --input cheap --output 1')).toMatchObject({ code: 1, err: expect.stringContaining('"cheap" is not an amount') as string });
    expect((await cli('prices set cloud/m --input 1')).code).toBe(2);
  });

  it('shows what an update would change, and puts it in force only with --yes', async () => {
    const { cli, folder, services } = await appliance();
    const next = structuredClone(services.shippedPrices);
    next.date = '2026-12-24';
    next.providers.find(({ id }) => id === 'openai')!.models.find(({ id }) => id === 'gpt-4o-mini')!.periods[0]!.tiers[0]!.rates.input = 225_000_000;
    const file = join(folder, 'prices.json');
    writeFileSync(file, JSON.stringify(next));
    const shown = await cli(`prices update --file ${file}`);
    expect(shown.out).toMatch(/0 new, 0 gone, 1 changed\.[^]*openai\/gpt-4o-mini +yes +changed +input 0\.15 → 0\.225 \(\+50 %\)[^]*Nothing was changed\. With --yes/);
    expect(services.prices.catalogue().by).toBe('first start');
    expect((await cli(`prices update --file ${file} --yes --json`)).json).toMatchObject({ applied: true });
    expect(services.prices.catalogue().catalogue.date).toBe('2026-12-24');
    expect((await cli('prices update --shipped')).out).toContain('It is OLDER than the one in force.');
    expect(await cli('prices update --file /no/such/file')).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read') as string });
    expect((await cli('prices update --shipped --file x')).code).toBe(2);
  });
});
