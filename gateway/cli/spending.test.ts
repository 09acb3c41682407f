import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryAdmin } from '../../test/support/temporary-admin.ts';
import { listenOnAdminSocket } from '../admin/socket.ts';
import { run } from '../cli.ts';

async function appliance() {
  const fixture = temporaryAdmin();
  const socket = await listenOnAdminSocket(fixture.services);
  onTestFinished(() => socket.close());
  const cli = async (line: string) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const code = await run(line.split(' '), { start: () => Promise.resolve(0), env: { GATEHOUSE_HOME: fixture.services.config.home }, stdin: Readable.from([]), stdout, stderr });
    return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
  };
  return { ...fixture, cli };
}

describe('gatehouse budgets', () => {
  it.each(['--requests-per-minute 60k', '--tokens-per-minute 1e6', '--concurrent zero', '--concurrent 0', '--requests-per-minute 1.5'])('limit takes no %s, which would take the limit away', async (option) => {
    const { cli, services: { money: { spending } } } = await appliance();
    await cli('keys create --name Intake --owner CRM');
    await cli('budgets limit --application CRM --requests-per-minute 60 --concurrent 4');
    const before = [...spending.limits()];
    expect(before).toMatchObject([{ requestsPerMinute: 60, concurrent: 4 }]);
    expect(await cli(`budgets limit --application CRM ${option}`)).toMatchObject({ code: 2, err: expect.stringContaining('Give a whole number above zero') });
    expect(spending.limits()).toEqual(before);
    // The one that was not mentioned was taken away in silence.
    expect((await cli('budgets limit --application CRM --requests-per-minute 90')).out).toBe('application:CRM may make: 90 requests a minute, 4 requests at once.\n');
    expect((await cli('budgets list')).out).toContain('Limit of pace: application:CRM, 90 requests a minute, 4 requests at once\n');
    expect((await cli('budgets limit --application CRM --requests-per-minute none')).out).toBe('application:CRM may make: 4 requests at once.\n');
    expect((await cli('budgets limit --application CRM')).out).toBe('application:CRM has no limit any more.\n');
    expect(spending.limits()).toEqual([]);
  });

  it('set --id changes what is said and leaves the rest: whose it is, for how long, hard or soft, when to warn', async () => {
    const { cli, services: { money: { spending } } } = await appliance();
    await cli('teams create --name Litigation');
    await cli('budgets set --tokens 1000 --per day --soft --alert-at 50,90 --covers all --team Litigation');
    const [before] = spending.budgets();
    expect((await cli(`budgets set --id ${before!.id} --tokens 2000`)).code).toBe(0);
    expect(spending.budgets()).toEqual([{ ...before, amount: '2000', limit: 2_000, updatedAt: expect.any(Number) }]);
    expect((await cli(`budgets set --id ${before!.id} --hard --per week`)).code).toBe(0);
    expect(spending.budgets()).toEqual([{ ...before, amount: '2000', limit: 2_000, hard: true, period: 'week', updatedAt: expect.any(Number) }]);
    expect(await cli('budgets set --id bud_none --tokens 5')).toMatchObject({ code: 1, err: expect.stringContaining('There is no budget "bud_none".') });
    expect(await cli('budgets set --tokens 5 --alert-at 80,often')).toMatchObject({ code: 2, err: expect.stringContaining('Give whole percents') });
    expect((await cli('budgets set')).err).toContain('Say how much');
  });

  it('says where a budget or a limit is of somebody who owns no key, as a mistyped name is', async () => {
    const { cli } = await appliance();
    await cli('keys create --name Word --owner Anna --for person');
    const nobody = 'Nothing counts here yet: no key has the person "Ana" as its owner. There are: Anna.\n';
    expect((await cli('budgets set --tokens 5 --person Ana')).out).toContain(nobody);
    expect((await cli('budgets limit --person Ana --concurrent 2')).out).toContain(nobody);
    expect((await cli('budgets limit --person Ana')).out).toBe('person:Ana has no limit any more.\n');
    expect((await cli('budgets set --tokens 5 --application CRM')).out).toContain('no key has the application "CRM" as its owner. None has any.\n');
    for (const line of ['--person Anna', '']) expect((await cli(`budgets set --tokens 5 ${line}`.trim())).out).not.toContain('Nothing counts');
    expect(JSON.parse((await cli('budgets set --tokens 5 --person Ana --json')).out)).toMatchObject({ scope: 'person:Ana' });
  });

  it('currency guesses no rate', async () => {
    const { cli, office } = await appliance();
    await cli('budgets currency CHF --per-usd 0.8');
    expect(await cli('budgets currency CHF')).toMatchObject({ code: 2, err: expect.stringContaining('Say what one US dollar is worth in CHF.') });
    expect(office.setting('currency')).toMatchObject({ code: 'CHF', perUsd: '0.8' });
    expect((await cli('budgets currency USD')).out).toBe('Amounts are in USD; one US dollar is 1.\n');
  });

  it('rules without an option are shown, and not written into the audit log as set', async () => {
    const { cli, services: { audit } } = await appliance();
    const before = audit.head().seq;
    expect((await cli('budgets rules')).out).toBe('Over budget: refuse. Without a price: refuse. Answers without a bound: 4096 tokens.\n');
    expect(audit.head().seq).toBe(before);
    expect((await cli('budgets rules --over-budget local')).out).toMatch(/^Over budget: local\./);
  });

  it('and warnings name departments and keys', async () => {
    const { cli, clock, services: { money, recorder } } = await appliance();
    await cli('teams create --name Notary');
    await cli('keys create --name crm --team Notary');
    const [team, [key]] = [money.spending.teams()[0]!.id, (await cli('keys list --json')).out.match(/key_[0-9a-z]+/)!];
    await recorder.begin({ id: 'trc_1', time: clock.now(), keyId: key!, keyName: 'crm', team, endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', policyVersion: 1, requestedModel: 'm', streamed: false });
    recorder.end('trc_1', { outcome: 'ok', provider: 'cloud', model: 'm', cost: 1 });
    for (const scope of ['--team Notary', '--key crm']) await cli(`budgets set --requests 1 ${scope}`);
    const { out } = await cli('budgets list');
    for (const whose of ['Notary', 'key crm']) expect(out).toMatch(new RegExp(` ${whose} +1 requests`));
    await expect.poll(async () => (await cli('alerts list')).out).toMatch(/80 % of the budget of (Notary|key crm) [^]*80 % of the budget of (Notary|key crm) /);
  });

  it('and usage reckon and tell days by the office’s clock, also those of 23 and 25 hours', async () => {
    const { cli, office, clock, services: { recorder } } = await appliance();
    office.setSetting('timeZone', 'Europe/Zurich', 'test');
    clock.move(Date.parse('2026-11-20T12:00:00Z') - clock.now());
    await cli('budgets set --requests 9 --per month');
    expect((await cli('budgets list')).out).toMatch(/2026-12-01 00:00 +hard/);
    // The first and the last quarter of an hour of the 25th of October, which has 25, and one before and after.
    const asked = ['2026-10-24T21:50Z', '2026-10-24T22:05Z', '2026-10-25T22:50Z', '2026-10-25T23:05Z'].map((text) => Date.parse(text));
    for (const [index, time] of asked.entries()) {
      await recorder.begin({ id: `trc_${index}`, time, keyName: 'k', endpoint: 'chat.completions', dataClass: 'internal', decision: 'local', policyVersion: 1, requestedModel: 'local', streamed: false });
      recorder.end(`trc_${index}`, { outcome: 'ok', provider: 'local', model: 'm', promptTokens: 1, completionTokens: 1, cost: 0 });
    }
    recorder.flush();
    const usage = async (line: string) => (await cli(`usage ${line}`)).out.trimEnd().split('\n').slice(1).map((row) => row.split(/ {2,}/));
    expect(await usage('--from 2026-10-25 --to 2026-10-25 --by outcome')).toEqual([['ok', '2', '4', 'USD 0.00']]);
    expect((await usage('--from 2026-10-24 --to 2026-10-26 --by outcome --step day')).map((row) => row.slice(0, 3))).toEqual([['2026-10-24', 'ok', '1'], ['2026-10-25', 'ok', '2'], ['2026-10-26', 'ok', '1']]);
    expect(await cli('usage --from 2026-02-30')).toMatchObject({ code: 1, err: expect.stringContaining('is not a day') });
  });
});
