import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AdminFixture, temporaryAdmin } from '../test/support/temporary-admin.ts';
import { temporaryFolder } from '../test/support/temporary-store.ts';
import { listenOnAdminSocket } from './admin/socket.ts';
import { run, type StartOptions } from './cli.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- whatever JSON was printed
interface Ran { code: number; out: string; err: string; json: any }
/** `input` is what comes on standard input; "terminal": nothing, from a terminal. */
type Cli = (line: string, input?: string) => Promise<Ran>;

function cliFor(env: Record<string, string>, start: (options: StartOptions) => Promise<number> = () => Promise.resolve(0)): Cli {
  return async (line, input = '') => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const stdin = Object.assign(Readable.from(input === '' ? [] : [Buffer.from(input)]), { isTTY: input === 'terminal' });
    const code = await run(line.split(' ').map((part) => part.replaceAll('~', ' ')), { start, env, stdin, stdout, stderr });
    const [out, err] = [String(stdout.read() ?? ''), String(stderr.read() ?? '')];
    return { code, out, err, json: line.includes('--json') && out.startsWith('{') ? JSON.parse(out.split('\n')[0]!) : undefined };
  };
}

async function appliance(): Promise<AdminFixture & { cli: Cli; home: string }> {
  const fixture = temporaryAdmin();
  const { home } = fixture.services.config;
  const socket = await listenOnAdminSocket(fixture.services);
  onTestFinished(() => socket.close());
  return { ...fixture, home, cli: cliFor({ GATEHOUSE_HOME: home }) };
}

describe('the command lines of the design', () => {
  it('work as they stand there', async () => {
    const { cli, office } = await appliance();
    const created = await cli('keys create --name crm --floor confidential --ceiling secret --models local,fast --json');
    expect([created.code, Object.keys(created.json).slice(0, 2)]).toEqual([0, ['id', 'key']]);
    expect(office.findKey(created.json.key)).toMatchObject({ id: created.json.id, name: 'crm', floor: 'confidential', models: ['local', 'fast'] });

    const added = await cli('providers add --name mock --kind openai-compatible --base-url http://127.0.0.1:9100/v1 --region eu --json', 'sk-from-stdin\n');
    expect(added).toMatchObject({ code: 0, err: '', json: { id: 'mock', hasCredential: true } });
    expect(office.credential('mock')).toBe('sk-from-stdin');
    expect(added.out).not.toContain('sk-from-stdin');

    expect((await cli('models alias fast mock/gpt-4o-mini')).out).toBe('fast → mock/gpt-4o-mini\n');
    expect((await cli('models alias fast mock/gpt-4o-mini local/smollm2:135m --json')).json).toEqual({ name: 'fast', deployments: ['mock/gpt-4o-mini', 'local/smollm2:135m'] });
    expect((await cli('policy allow --class internal --provider mock')).out).toContain('cell internal × mock: - → allow');
    expect((await cli('policy deny --class internal --provider mock --json')).json.differences).toEqual([{ what: 'cell internal × mock', before: 'allow', after: '-' }]);
    expect((await cli('policy pseudonymise --class internal --provider mock --json')).json.differences).toEqual([{ what: 'cell internal × mock', before: '-', after: 'pseudonymise' }]);
    expect((await cli('policy otherwise --class confidential refuse')).code).toBe(0);
    expect(office.policy().otherwise.confidential).toBe('refuse');
    expect((await cli('policy otherwise --class confidential local')).code).toBe(0);
    await cli('models alias fast mock/gpt-4o-mini');
    expect((await cli('policy test --class confidential --model fast --json')).json).toMatchObject({ decision: 'local', policyVersion: 6, deployments: [{ deployment: 'mock/gpt-4o-mini', allowed: false }] });
    expect((await cli('policy test --class public --model fast')).out).toMatch(/^Allowed: /);

    const link = await cli('admin link --name Anna --role admin --json');
    expect(link.json).toMatchObject({ name: 'Anna', role: 'admin', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:4141\/ui\/#link=ghl_/) });
    expect((await cli('admin link --name Ben --role auditor')).out).toContain('For Ben (auditor)');
  });

  it('start hands over its options and its exit code', async () => {
    const seen: StartOptions[] = [];
    const cli = cliFor({}, (options) => Promise.resolve(seen.push(options) === 1 ? 0 : 1));
    expect((await cli('start --headless --port 4242 --home /somewhere')).code).toBe(0);
    expect(await cli('start')).toMatchObject({ code: 1, err: '' });
    expect(seen).toEqual([{ headless: true, port: 4242, home: '/somewhere' }, {}]);
    expect((await cli('start --port http')).code).toBe(2);
  });

  it.each(['start', 'status', 'doctor', 'admin', 'admin link', 'keys', 'keys create', 'providers', 'providers add', 'models', 'models alias', 'policy', 'policy test', 'traces', 'traces list', 'audit', 'export', 'import', 'recognition', 'recognition import', 'teams', 'budgets', 'budgets set', 'budgets limit', 'usage', 'prices', 'alerts', 'alerts webhook', 'alerts mail'])('%s has --help', async (line) => {
    const { code, out } = await cliFor({})(`${line} --help`);
    expect([code, out.startsWith(`Usage: gatehouse ${line}`)]).toEqual([0, true]);
  });
});

describe('the office', () => {
  it('is locked down and opened again', async () => {
    const { cli, office } = await appliance();
    expect((await cli('lockdown on')).out).toContain('Nothing leaves the building');
    expect(office.lockdown()).toMatchObject({ on: true, by: expect.stringContaining('(command line)') });
    expect((await cli('status')).out).toContain('Lockdown       nothing leaves the building, since 2026-08-01');
    expect((await cli('lockdown off --json')).json).toMatchObject({ on: false });
    expect((await cli('lockdown maybe')).code).toBe(2);
    expect((await cli('keys create --name Anna --for person --json')).json).toMatchObject({ ownerKind: 'person', purpose: 'tool' });
  });

  it('is backed up, and restored with the recovery key from standard input', async () => {
    const { cli, recoveryKey, services } = await appliance();
    const { name } = (await cli('backup create --json')).json;
    expect((await cli('backup')).out).toContain(name);
    const path = join(services.config.home, 'backups', name);
    expect((await cli(`backup check ${path}`, recoveryKey)).out).toContain('0 keys, 0 providers, rules version 1');
    expect((await cli(`backup restore ${path}`, `${recoveryKey}\n`)).out).toContain('restored at the next start');
    expect((await cli('backup list')).out).toContain('will be restored at the next start');
    expect((await cli('backup cancel')).code).toBe(0);
    expect(await cli(`backup check ${path}`, '0'.repeat(40))).toMatchObject({ code: 1, err: expect.stringContaining('does not open this backup') });
    expect((await cli(`backup check ${path}`)).code).toBe(2);
    expect(JSON.parse((await cli('diagnostics')).out)).toMatchObject({ format: 'gatehouse-diagnostics' });
  });
});

describe('further commands', () => {
  it('show what a provider may run itself, which is no condition', async () => {
    const { cli } = await appliance();
    await cli('providers add --name oai --kind openai --region us --no-key');
    await cli('policy allow --class public --provider oai --hosted-tool web_search');
    const shown = (await cli('policy show')).out;
    expect(shown).toContain('\npublic × oai: allow, and may run web_search\n');
    expect(shown).not.toContain('(if)');
  });

  it('show, change and take away', async () => {
    const { cli, office } = await appliance();
    office.setSetting('timeZone', 'Europe/Zurich', 'test');
    const { json: key } = await cli('keys create --name crm --json');
    await cli('keys create --name twice');
    await cli('keys create --name twice');
    expect((await cli('keys list')).out).toMatch(/^ID .*\n.* crm .*public to secret/);
    expect((await cli('keys update crm --ceiling internal --models any --expires 2099-01-31 --disable --json')).json).toMatchObject({ ceiling: 'internal', models: null, disabled: true, expiresAt: Date.UTC(2099, 0, 31, 23) });
    for (const line of ['keys update crm', 'keys update crm --enable --disable', 'providers update mock', 'providers update mock --enable --disable', 'providers update mock --key-stdin --remove-key', 'alerts webhook http://127.0.0.1:9 --off']) {
      expect(await cli(line), line).toMatchObject({ code: 2, out: '' });
    }
    expect((await cli('keys update crm --expires never --json')).json).toMatchObject({ expiresAt: null });
    expect(await cli('keys revoke twice')).toMatchObject({ code: 1, err: expect.stringContaining('2 keys are named "twice"') });
    expect((await cli(`keys revoke ${key.id} --json`)).json).toEqual({ id: key.id, revoked: true });
    expect(office.key(key.id)).toBeUndefined();

    await cli('providers add --name mock --kind openai-compatible --base-url http://127.0.0.1:9100/v1 --region eu --header x-tenant=t1 --contract c1 --contract-expires 30d');
    expect(office.provider('mock')).toMatchObject({ headers: { 'x-tenant': 't1' }, hasCredential: false, contract: { id: 'c1' } });
    expect((await cli('providers update mock --key-stdin --credential second --json', 'k2')).json).toMatchObject({ credentials: ['second'] });
    expect(office.credential('mock', 'second')).toBe('k2');
    expect(await cli('providers update mock --key-stdin', '')).toMatchObject({ code: 2, err: expect.stringContaining('empty') });
    expect((await cli('providers list')).out).toMatch(/mock +openai-compatible +eu +http:\/\/127.0.0.1:9100\/v1 +second +on/);
    expect((await cli('providers test mock')).code).toBe(0);
    expect(await cli('providers test local')).toMatchObject({ code: 1, err: expect.stringContaining('does not answer') });

    for (const line of ['policy allow --class internal --provider mock', 'policy route client --alias eu-only --tags client-data']) {
      expect(await cli(`${line} --until 2020-01-01`)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('The end lies in the past: this would never hold.') });
    }
    await cli('policy allow --class internal --provider mock --models a,b --contract-valid --addresses 10.0.0.0/8 --until 2099-01-01');
    expect(office.policy().cells[0]?.conditions).toEqual({ models: ['a', 'b'], contractValid: true, clientAddresses: ['10.0.0.0/8'], until: Date.UTC(2099, 0, 1, 23) });
    await cli('models alias eu-only mock/a');
    await cli('policy route client --alias eu-only --tags client-data --keys twice-not');
    await cli('policy route client --alias eu-only --tags client-data --until 2030-01-31');
    expect((await cli('policy show')).out).toMatch(/\ninternal × mock: allow if model a or b, address 10\.0\.0\.0\/8, the contract runs, before 2099-01-02 00:00:00\nroute client: tag client-data, before 2030-02-01 00:00:00 → eu-only\n/);
    expect((await cli('policy versions')).out.split('\n').length).toBe(5);
    expect((await cli('policy diff 2')).out).toContain('cell public × mock: - → allow');
    await cli('policy unroute client');
    // As Ollama lists them, however they are written: a name that is in no list would never answer.
    expect((await cli('policy local-models --class secret local/smollm2:135m qwen3')).out).toMatch(/\nNot installed here, so passed over: .*qwen3:latest\. See: gatehouse models list\n$/);
    expect(office.policy()).toMatchObject({ routes: [], localModels: { secret: ['smollm2:135m', 'qwen3:latest'] } });
    expect(await cli('policy local-models --class secret gpt-oss:120b-cloud')).toMatchObject({ code: 1, err: expect.stringContaining('cloud') });
    expect((await cli('models aliases')).out).toContain('eu-only  mock/a');
    await cli('models unalias eu-only');
    expect((await cli('providers remove mock --json')).json).toEqual({ id: 'mock', removed: true });

    expect((await cli('models list')).out).toContain('smollm2:135m  98 MB  8192     chat');
    expect((await cli('models pull llama3:8b --json')).json).toEqual({ id: 'model:llama3:8b' });
    expect(await cli('models pull llama3-cloud')).toMatchObject({ code: 1, err: expect.stringContaining('does not run here') });
    expect((await cli('models take-over')).out).toContain('llama3:8b  linked');
    expect((await cli('models benchmark smollm2:135m')).out).toContain('writes 90 tokens/s');
    expect((await cli('status')).out).toContain('running   Model smollm2:135m 1 MB of 98 MB, 2 MB/s, 49 s left');
    expect((await cli('doctor')).code).toBe(0);
    expect((await cli('admin recovery-key --json')).json.recoveryKey).toMatch(/^([0-9A-Z]{5}-){7}[0-9A-Z]{5}$/);
    expect((await cli('audit --limit 2')).out).toContain('recovery-key.renew');
    expect((await cli('audit verify')).out).toContain('the chain is whole');
  });

  it('doctor looks at what it can where nothing runs', async () => {
    const home = temporaryFolder();
    chmodSync(home, 0o755);
    const squatter = createServer();
    await new Promise<void>((resolve) => { squatter.listen(0, '127.0.0.1', resolve); });
    const { port } = squatter.address() as AddressInfo;
    const told = (await cliFor({ GATEHOUSE_HOME: home, GATEHOUSE_PORT: String(port), GATEHOUSE_OLLAMA: join(home, 'absent'), PATH: process.env['PATH']! })('doctor --json'));
    await new Promise((resolve) => { squatter.close(resolve); });
    expect(told.code).toBe(1);
    const states = Object.fromEntries(told.json.checks.map(({ id, state }: { id: string; state: string }) => [id, state]));
    expect(told.json.ok).toBe(false);
    expect(states).toMatchObject({ running: 'failed', ports: 'failed', permissions: 'failed', database: 'ok', clock: 'ok', ollama: 'warning' });
    chmodSync(home, 0o700);
    const people = await cliFor({ GATEHOUSE_HOME: home, GATEHOUSE_PORT: String(port), PATH: process.env['PATH']! })('doctor');
    expect(people.out).toMatch(new RegExp(`^FAILED   Gatehouse: It does not run on ${home}\\.\\n +→ Start it[^]*\\nok +Ports: Port ${port} is free\\.`));
  });

  it('doctor sees a program that holds the port of ::1 alone, at which the start would end', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => { squatter.listen({ port: 0, host: '::1', ipv6Only: true }, resolve); });
    onTestFinished(() => void squatter.close());
    const { port } = squatter.address() as AddressInfo;
    const told = await cliFor({ GATEHOUSE_HOME: temporaryFolder(), GATEHOUSE_PORT: String(port) })('doctor');
    expect(told.out).toContain(`FAILED   Ports: Port ${port} is held by another program`);
  });

  it('says in a line where a file cannot be written or read', async () => {
    const { cli, folder } = await appliance();
    const file = join(folder, 'absent', 'file');
    for (const line of [`export ${file}`, `diagnostics ${file}`, `audit key --out ${file}`, `audit report --from 2026-01-01 --to 2026-01-02 --html ${file}`, `audit export --out ${file}`]) {
      const told = await cli(line);
      expect([line, told.code, told.err]).toEqual([line, 1, expect.stringMatching(new RegExp(`^${file}(\\.part)? cannot be written \\(ENOENT\\)\\.\\n$`))]);
    }
    expect(await cli(`models import ${file} --name ours`)).toMatchObject({ code: 1, err: `${file} cannot be read on the computer that Gatehouse runs on (ENOENT).\n` });
  });

  it('export and import through files and standard input', async () => {
    const { cli, office, folder } = await appliance();
    await cli('providers add --name mock --kind openai-compatible --base-url http://127.0.0.1:9100/v1 --region eu --no-key');
    const file = join(folder, 'configuration.json');
    expect((await cli(`export ${file}`)).code).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse((await cli('export')).out));
    await cli('providers remove mock');
    await cli('teams create --name Litigation --cost-centre 4711');
    await cli('budgets set --money 25.50 --currency USD --team Litigation');
    const withBudgets = (await cli('export')).out;
    const json = async <T>(line: string): Promise<T[]> => JSON.parse((await cli(line)).out) as T[];
    const { id } = (await json<{ budget: { id: string } }>('budgets list --json'))[0]!.budget;
    await cli(`budgets remove ${id}`);
    await cli('teams remove Litigation');
    expect((await cli('alerts list')).out).toBe('No warnings.\n');
    expect((await cli('alerts webhook http://127.0.0.1:9/hook')).out).toMatch(/shown only now:\nwhsec_/);
    expect((await cli('alerts webhook')).out).toContain('To http://127.0.0.1:9, on; 0 sent');
    expect((await cli('alerts mail --host 127.0.0.1 --port 9 --security none --user a --password-stdin --from a@b.ch --to c@d.ch', 'mail-secret\n')).out).toContain('Warnings go to c@d.ch');
    expect(await cli('alerts test mail')).toMatchObject({ code: 1, err: expect.stringContaining('cannot be reached') });
    expect((await cli('alerts mail --off')).code).toBe(0);
    for (const _ of ['once', 'twice']) expect((await cli('import - --json', withBudgets)).code).toBe(0);
    const [team, ...others] = await json<{ id: string }>('teams list --json');
    expect([team, others]).toMatchObject([{ name: 'Litigation', costCentre: '4711' }, []]);
    expect(await json('budgets list --json')).toMatchObject([{ budget: { scope: `team:${team!.id}`, amount: '25.50', currency: 'USD', limit: 25_500_000_000 } }]);
    expect((await cli('import - --json', readFileSync(file, 'utf8'))).json).toMatchObject({ providersAdded: ['mock'] });
    expect(office.provider('mock')?.region).toBe('eu');
    writeFileSync(file, '{');
    expect(await cli(`import ${file}`)).toMatchObject({ code: 1, err: `${file} is not valid JSON.\n` });
    expect((await cli('import /nowhere')).err).toContain('cannot be read (ENOENT)');
  });

  it('try out recognition, and keep lists of words', async () => {
    const { cli, folder, services: { classifier, recognition } } = await appliance();
    const file = join(folder, 'letter.txt');
    writeFileSync(file, 'An Herrn Ottokar Sebald, AHV 756.9217.0769.85');
    expect((await cli(`recognition try ${file}`)).out).toMatch(/^Class: confidential\n[^]*ch-ahv +confidential +29 +45 +yes/);
    const names = join(folder, 'clients.csv');
    writeFileSync(names, 'Sebald, Ottokar\nab\n');
    const list = (await cli(`recognition import ${names} --name Clients --kind person --class secret --json`)).json as { id: string };
    expect(list).toMatchObject({ count: 1, rejected: 1, dataClass: 'secret' });
    expect((await cli(`recognition try ${file}`)).out).toMatch(/^Class: secret/);
    expect((await cli('recognition list')).out).toMatch(/ch-ahv +identifier[^]*Clients +person +secret +1/);
    expect((await cli('recognition off ch-ahv')).out).toBe('ch-ahv is off.\n');
    expect((await cli(`recognition remove ${list.id}`)).code).toBe(0);
    expect((await cli(`recognition try ${file}`)).out).toMatch(/^Class: internal/);
    expect((await cli('recognition false-alarms')).out).toBe('No false alarm was reported.\n');
    await cli('recognition on ch-ahv');
    const text = 'See 756.9217.0769.85 here.';
    const mark = classifier.markOf(classifier.inspector().inspectText(text).findings[0]!);
    recognition.allow({ recogniser: 'ch-ahv', mark, trace: 'trc_1' }, 'Anna', { text, start: 4, end: 20 });
    recognition.allow({ recogniser: 'iban', mark: 'other', trace: null }, 'Anna');
    expect((await cli('recognition false-alarms')).out).toMatch(/ch-ahv +2026\S+ \S+ +Anna +trc_1 +not found, thanks to the exception\niban .* Anna +- +no words, so no test case\n$/);
    expect(JSON.parse((await cli('recognition false-alarms --json')).out)).toMatchObject([{ recogniser: 'ch-ahv', test: { result: 'silent' } }, { test: null }]);
    expect(await cli('recognition try /nowhere')).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read (ENOENT)') });
  });

  it('list and follow traces', async () => {
    const { cli, home, services, clock, office } = await appliance();
    const { recorder } = services;
    office.setSetting('timeZone', 'America/New_York', 'test');
    const intent = { time: clock.now(), keyName: 'crm', endpoint: 'chat.completions', dataClass: 'confidential', decision: 'local', policyVersion: 1, requestedModel: 'local', streamed: false } as const;
    await recorder.begin({ ...intent, id: 'trc_1' });
    recorder.end('trc_1', { outcome: 'ok', provider: 'local', model: 'smollm2:135m', promptTokens: 12, completionTokens: 3, usageEstimated: true, totalMs: 41.6 });
    recorder.flush();
    expect((await cli('traces')).out.split('\n')[1]).toBe('2026-07-31 20:00:00  trc_1  crm  confidential  local     local/smollm2:135m  12+3~   42  ok');
    expect((await cli('traces list --class public')).out).toBe('No traces yet.\n');
    // A name that is no key's is said: it looked as if there were nothing, to show or to erase.
    for (const line of ['traces list', 'traces export', 'contents erase']) expect(await cli(`${line} --key nobody`)).toMatchObject({ code: 1, err: expect.stringContaining('There is no key "nobody".') });
    expect(await cli('traces export --since 1.5.2026')).toMatchObject({ code: 2, err: expect.stringContaining('Give a day') });
    const { json: reception } = await cli('keys create --name reception --json');
    await recorder.begin({ ...intent, id: 'trc_0', keyId: reception.id, keyName: 'reception' });
    expect((await cli('traces list --key reception')).out.split('\n')[1]).toContain('trc_0');
    services.audit.append(String(reception.id), 'test', {});
    expect((await cli('audit list --limit 1')).out.split('\n')[1]).toMatch(/2026-07-31 20:00:00  reception  test/);
    expect((await cli('traces list --key key_of_one_that_is_gone')).out).toBe('No traces yet.\n');
    expect((await cli('traces show trc_1 --json')).json).toMatchObject({ id: 'trc_1', outcome: 'ok' });
    expect(await cli('traces show trc_2')).toMatchObject({ code: 1, err: 'There is no trace "trc_2".\n' });

    const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.ts'), 'traces', '--follow', '--json', '--home', home], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines: string[] = [];
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    child.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')));
    // The follower hears of what begins after it has arrived: requests begin until it has heard of one.
    let newest = 'trc_1';
    for (let n = 2; lines.length === 0; n++) {
      newest = `trc_${n}`;
      await recorder.begin({ ...intent, id: newest });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    recorder.end(newest, { outcome: 'aborted' });
    recorder.flush();
    await expect.poll(() => JSON.parse(lines.at(-1)!)).toMatchObject({ id: newest, outcome: 'aborted', keyName: 'crm' });
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});

describe('what can go wrong', () => {
  it('says that the appliance is not running, and how to start it', async () => {
    const home = temporaryFolder();
    const cli = cliFor({ GATEHOUSE_HOME: home });
    expect(await cli('status')).toMatchObject({ code: 1, out: '', err: `Gatehouse is not running.\nNothing answers at ${home}/admin.sock. Start it with: gatehouse start  (another data folder: --home DIR)\n` });
    expect((await cli('keys list --json')).json).toEqual({ error: { code: 'not_running', message: 'Gatehouse is not running.', hint: expect.stringContaining('gatehouse start') } });
    // A socket that a killed process left behind.
    const server = createServer().listen(join(home, 'left.sock'));
    await new Promise((resolve) => server.on('listening', resolve));
    writeFileSync(join(home, 'admin.sock'), '');
    expect((await cli('status')).err).toContain('Gatehouse is not running.');
    await new Promise((resolve) => server.close(resolve));
  });

  it('says which part of the line is wrong, with exit code 2', async () => {
    const cli = cliFor({ GATEHOUSE_HOME: temporaryFolder() });
    for (const [line, message] of [
      ['keys create', "required option '--name <name>' not specified"],
      ['keys create --name x --floor top', 'Allowed choices are public, internal, confidential, secret'],
      ['policy allow --provider mock', "required option '--class <class>' not specified"],
      ['policy otherwise --class public perhaps', 'Allowed choices are local, refuse'],
      ['models alias fast', "missing required argument 'deployments'"],
      ['budgts', "unknown command 'budgts'"],
      ...['soon', '1.5.2027', '7', '45', '2027-1-5', '2027-02-30', '2027-02-30T12:00Z', 'tomorrow~5', '2027-13-01'].map((when) => [`keys create --name x --expires ${when}`, 'Give a day'] as const),
      ['status --nonsense', "unknown option '--nonsense'"],
    ] as const) {
      const { code, err } = await cli(line);
      expect([line, code, err]).toEqual([line, 2, expect.stringContaining(message)]);
    }
    expect((await cli('keys')).code).toBe(2);
  });

  it('passes the appliance\'s own words on, with exit code 1', async () => {
    const { cli } = await appliance();
    expect(await cli('keys create --name x --floor secret --ceiling public')).toMatchObject({ code: 1, err: 'The floor (secret) is above the ceiling (public).\nThe classes are, lowest first: public, internal, confidential, secret.\n' });
    expect((await cli('policy allow --class public --provider none --json')).json).toEqual({ error: { code: 'invalid_request', message: 'There is no provider "none".', hint: 'See: gatehouse providers list' } });
  });

  it('never asks for a key on a terminal unless told to', async () => {
    const { cli, office } = await appliance();
    expect((await cli('providers add --name mock --kind openai-compatible --base-url http://127.0.0.1:9100/v1 --region eu', 'terminal')).code).toBe(0);
    expect(office.provider('mock')?.hasCredential).toBe(false);
  });

  it('takes what would steer the terminal out of names', async () => {
    const { cli, office } = await appliance();
    office.createKey({ name: 'crm\u001b[2J\u0007\u009bevil' }, 'test');
    expect((await cli('keys list')).out).toMatch(/ crm ?evil /);
    // eslint-disable-next-line no-control-regex -- it is what must not come through
    expect((await cli('keys list')).out).not.toMatch(/[\u001b\u0007\u009b]/);
  });
});

describe('the socket', () => {
  it('is closed to other users, replaces a leftover and goes with the appliance', async () => {
    const fixture = temporaryAdmin();
    const path = fixture.services.config.adminSocket;
    writeFileSync(path, 'left over');
    const socket = await listenOnAdminSocket(fixture.services);
    expect([statSync(path).isSocket(), statSync(path).mode & 0o777]).toEqual([true, 0o600]);
    expect(readdirSync(fixture.services.config.home).filter((name) => name.startsWith('.s-'))).toEqual([]);
    await socket.close();
    expect(existsSync(path)).toBe(false);
  });

  it.skipIf(process.getuid?.() !== 0)('cannot be opened by another user of the machine (needs root to become one)', async () => {
    const { home } = await appliance();
    // It becomes the other user itself: that one may not be able to reach the Node in root's home.
    const script = `process.setgroups([]); process.setgid(65534); process.setuid(65534);
      require('node:net').connect(process.argv[1]).on('connect', () => process.exit(0)).on('error', (e) => { console.log(e.code); process.exit(7); })`;
    const child = spawn(process.execPath, ['-e', script, join(home, 'admin.sock')], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, said]).toEqual([7, 'EACCES\n']);
  });
});
