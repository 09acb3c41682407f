import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { zstdCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { systemClock } from '../../core/clock.ts';
import { createEgress } from '../../egress/egress.ts';
import { clearForService } from '../../policy/mint.ts';
import { readGoPins } from '../catalogue.ts';
import { findProcess } from '../processes.ts';
import { createProgress } from '../progress.ts';
import { writePidFile } from '../stale.ts';
import { serveFiles, type FileServer } from '../testing/file-server.ts';
import { findOllama, type Candidate } from './find.ts';
import { planGoBuild } from './go-build.ts';
import { atLeast } from './version.ts';

const platform = `${process.platform}-${process.arch}`;
const script = (version: string): string => `#!/bin/sh\necho "ollama version is ${version}"\n`;

async function archiveOf(entries: { name: string; content?: string; linkname?: string }[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, content, linkname } of entries) {
    if (linkname) tar.entry({ name, type: 'symlink', linkname });
    else tar.entry({ name, mode: 0o755 }, content ?? '');
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return zstdCompressSync(Buffer.concat(chunks));
}

describe.skipIf(process.platform === 'win32')('the ways to an Ollama', () => {
  let dir: string;
  let egress: ReturnType<typeof createEgress>;
  let server: FileServer;
  const files: Parameters<typeof serveFiles>[0] = new Map();
  let notes: string[];
  let env: Record<string, string | undefined>;
  let pins: Parameters<typeof findOllama>[0]['pins'];

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'gatehouse-find-'));
    cpSync(resolve(import.meta.dirname, '../../../resources/ollama'), join(dir, 'resources/ollama'), { recursive: true });
    mkdirSync(join(dir, 'path'));
    egress = createEgress();
    files.clear();
    server = await serveFiles(files);
    notes = [];
    env = { PATH: join(dir, 'path') };
    pins = { version: '9.9.9', redirectHosts: [], archives: {} };
  });

  afterEach(async () => {
    await egress.close();
    await server.close();
    rmSync(dir, { recursive: true });
  });

  function program(path: string, version: string): string {
    const whole = join(dir, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, script(version));
    chmodSync(whole, 0o755);
    return whole;
  }

  function pin(archive: Buffer, sha256 = createHash('sha256').update(archive).digest('hex')): void {
    files.set('/ollama.tar.zst', archive);
    pins.archives[platform] = { url: `${server.origin}/ollama.tar.zst`, sha256, compression: 'zstd', binary: 'bin/ollama' };
  }

  async function all(signal = new AbortController().signal): Promise<Candidate[]> {
    const step = createProgress(systemClock, () => {}).begin('ollama', 'Ollama');
    const transport = { egress, clear: (origins: string[]) => clearForService('model-download', origins) };
    const found: Candidate[] = [];
    for await (const candidate of findOllama({ resourcesDir: join(dir, 'resources'), cacheDir: join(dir, 'cache'), env, transport, pins, note: (line) => notes.push(line) }, step, signal)) found.push(candidate);
    return found;
  }

  it('are tried in their order', async () => {
    env.GATEHOUSE_OLLAMA = program('mine', '0.30.1');
    program(`resources/ollama/${platform}/ollama`, '0.30.2');
    pin(await archiveOf([{ name: 'bin/ollama', content: script('9.9.9') }]));
    program(`cache/ollama/v9.9.9-${platform}-official/bin/ollama`, '9.9.9');
    const plan = await planGoBuild(join(dir, 'resources'), join(dir, 'cache'));
    expect(plan.version).toBe('0.24.0');
    program(plan.path.slice(dir.length + 1), '0.24.0');
    program('path/ollama', '0.20.0');
    expect((await all()).map((row) => [row.source, row.version, row.fetched])).toEqual([
      ['GATEHOUSE_OLLAMA', '0.30.1', false],
      ['packaged', '0.30.2', false],
      ['cache, official archive', '9.9.9', false],
      ['cache, built from the Go module mirror', '0.24.0', false],
      ['installed on this machine', '0.20.0', false],
      ['official archive', '9.9.9', true],
    ]);
    expect(notes).toEqual([expect.stringMatching(/^Ollama, built from the Go module mirror: gcc is not installed/)]);
  });

  it('that fail say so in one line each, within seconds', async () => {
    env.GATEHOUSE_OLLAMA = join(dir, 'absent');
    program('path/ollama', '0.19.9');
    pins.archives[platform] = { url: 'http://127.0.0.1:9/ollama.tar.zst', sha256: '0'.repeat(64), compression: 'zstd', binary: 'bin/ollama' };
    const began = performance.now();
    expect(await all()).toEqual([]);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(notes).toEqual([
      expect.stringMatching(/^Ollama, GATEHOUSE_OLLAMA: spawn .*absent ENOENT$/),
      `Ollama, installed on this machine: ${join(dir, 'path/ollama')} is version 0.19.9; 0.20.0 or newer is needed`,
      expect.stringMatching(/^Ollama, official archive: .*ECONNREFUSED 127\.0\.0\.1:9$/),
      expect.stringMatching(/^Ollama, built from the Go module mirror: gcc is not installed/),
    ]);
  });

  it('the official archive: continued after a cut, checked, unpacked with its links, put in place whole', async () => {
    const filler = randomBytes(1_500_000).toString('hex');
    pin(await archiveOf([{ name: 'bin/ollama', content: script('9.9.9') }, { name: 'lib/ollama/libggml.so.1', content: filler }, { name: 'lib/ollama/libggml.so', linkname: 'libggml.so.1' }]));
    server.cutAfter.push(1_000_000);
    const [found] = await all();
    expect(found).toMatchObject({ source: 'official archive', version: '9.9.9', path: join(dir, `cache/ollama/v9.9.9-${platform}-official/bin/ollama`) });
    expect(server.requests.map((request) => request.range)).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)]);
    expect(readFileSync(join(dirname(found!.path), '../lib/ollama/libggml.so'), 'utf8')).toBe(filler);
    expect(readdirSync(join(dir, 'cache/ollama'))).toEqual([`v9.9.9-${platform}-official`]);
    expect((await all())[0]).toMatchObject({ source: 'cache, official archive' });
  });

  it('the official archive is fetched once by two appliances that share the cache, and again where the one before was killed', async () => {
    const filler = randomBytes(300_000).toString('hex');
    const archive = await archiveOf([{ name: 'bin/ollama', content: script('9.9.9') }, { name: 'lib/filler', content: filler }]);
    pin(archive);
    const into = join(dir, `cache/ollama/v9.9.9-${platform}-official`);
    mkdirSync(dirname(into), { recursive: true });
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await writePidFile(`${into}.lock`, other.pid!);
    const waiting = all();
    await new Promise((done) => setTimeout(done, 700));
    expect(server.requests).toEqual([]);
    // What it would have put in place.
    program(`cache/ollama/v9.9.9-${platform}-official/bin/ollama`, '9.9.9');
    rmSync(`${into}.lock`);
    expect(await waiting).toMatchObject([{ source: 'official archive', version: '9.9.9' }]);
    expect(server.requests).toEqual([]);

    rmSync(into, { recursive: true });
    await writePidFile(`${into}.lock`, other.pid!);
    other.kill('SIGKILL');
    await once(other, 'close');
    expect(await all()).toMatchObject([{ source: 'official archive', version: '9.9.9' }]);
    expect(readdirSync(dirname(into))).toEqual([`v9.9.9-${platform}-official`]);
  });

  it('the official archive whose unpacking was interrupted is not fetched a second time', async () => {
    const archive = await archiveOf([{ name: 'bin/ollama', content: script('9.9.9') }]);
    pin(archive);
    const whole = join(dir, `cache/ollama/v9.9.9-${platform}-official.zstd`);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, archive);
    mkdirSync(join(dir, `cache/ollama/v9.9.9-${platform}-official.part/bin`), { recursive: true });
    expect(await all()).toMatchObject([{ source: 'official archive', version: '9.9.9' }]);
    expect(server.requests).toEqual([]);
    expect(readdirSync(join(dir, 'cache/ollama'))).toEqual([`v9.9.9-${platform}-official`]);
    rmSync(join(dir, `cache/ollama/v9.9.9-${platform}-official`), { recursive: true });
    writeFileSync(whole, archive.subarray(1));
    expect(await all()).toMatchObject([{ source: 'official archive', version: '9.9.9' }]);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['a wrong checksum', [{ name: 'bin/ollama', content: script('9.9.9') }], '1'.repeat(64), /SHA-256/],
    ['a name that leads out', [{ name: '../../evil', content: 'x' }], undefined, /lies outside/],
    ['a link that leads out', [{ name: 'bin/link', linkname: '../../../evil' }], undefined, /lies outside/],
  ])('the official archive with %s is thrown away', async (_what, entries, sha256, message) => {
    pin(await archiveOf(entries), sha256);
    expect(await all()).toEqual([]);
    expect(notes[0]).toMatch(message);
    expect(existsSync(join(dir, `cache/ollama/v9.9.9-${platform}-official`))).toBe(false);
    expect(existsSync(join(dir, 'evil'))).toBe(false);
  });

  it('a build without Go on the machine gets it from the module mirror, checked and put in place whole', async () => {
    for (const tool of ['gcc', 'g++']) writeFileSync(join(dir, 'path', tool), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    const go = readGoPins(join(dir, 'resources'));
    const { platform: name } = go.zips[platform]!;
    const zip = new ZipFile();
    const said = `#!/bin/sh\necho "$GOROOT $GOTOOLCHAIN $0 $*" >> ${dir}/said; echo "the pretended go ran" >&2; exit 1\n`;
    zip.addBuffer(Buffer.from(said), `golang.org/toolchain@v0.0.1-go${go.version}.${name}/bin/go`);
    zip.addBuffer(randomBytes(300_000), `golang.org/toolchain@v0.0.1-go${go.version}.${name}/src/runtime/noise`);
    zip.end();
    const bytes = await buffer(zip.outputStream);
    const serve = (sha256: string): void => writeFileSync(join(dir, 'resources/ollama/go.json'), JSON.stringify({ ...go, proxy: 'http://127.0.0.1:9', zips: { [platform]: { platform: name, size: bytes.length, sha256 } } }));
    files.set(`/mirror/${go.path.replace('{platform}', name)}`, bytes);
    env.GOPROXY = `${server.origin}/mirror/,direct`;
    const root = join(dir, 'cache', `go-${go.version}-${name}`);

    serve('0'.repeat(64));
    expect(await all()).toEqual([]);
    expect(notes.at(-1)).toMatch(/SHA-256/);
    expect(existsSync(root)).toBe(false);

    serve(createHash('sha256').update(bytes).digest('hex'));
    server.cutAfter.push(100_000);
    await all();
    expect(notes.at(-1)).toBe('Ollama, built from the Go module mirror: the pretended go ran');
    expect(readFileSync(join(dir, 'said'), 'utf8')).toMatch(new RegExp(`^${root} local ${root}/bin/go mod download -json `));
    expect(readdirSync(join(dir, 'cache')).filter((entry) => entry.startsWith('go-'))).toEqual([`go-${go.version}-${name}`]);
  });

  it('an interrupted build ends its tools at once, and leaves none of what they had half made, nor of a build that was killed', async () => {
    for (const tool of ['gcc', 'g++']) writeFileSync(join(dir, 'path', tool), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    writeFileSync(join(dir, 'path/go'), `#!/bin/sh\n[ "$1" = env ] && echo go1.99.0 && exit 0\n[ "$1" = mod ] && echo '{"Dir": "${dir}"}' && exit 0\n/bin/mkdir "$GOTMPDIR/go-build1" && echo "$GOTMPDIR" > ${dir}/made\n/bin/sleep 30 &\necho $! > ${dir}/pid\nwait\n`, { mode: 0o755 });
    const build = join(dir, 'cache/ollama/build');
    const gone = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
    mkdirSync(join(build, `tmp-${gone}`, 'go-build1'), { recursive: true });
    const stop = new AbortController();
    const running = all(stop.signal);
    running.catch(() => {});
    const end = Date.now() + 5_000;
    while (!existsSync(join(dir, 'pid')) && Date.now() < end) await new Promise((done) => setTimeout(done, 20));
    stop.abort(new Error('stopped by the test'));
    await expect(running).rejects.toThrow('stopped by the test');
    expect(readFileSync(join(dir, 'made'), 'utf8')).toBe(`${join(build, `tmp-${process.pid}`)}\n`);
    expect(readdirSync(build).filter((name) => name.startsWith('tmp-'))).toEqual([]);
    const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
    // Its child, too: the tools run in a group of their own.
    await expect.poll(() => findProcess(pid)).toBeUndefined();
  });
});

it.each([
  ['0.20.0', '0.20.0', true],
  ['0.19.12', '0.20.0', false],
  ['1.0.0', '0.20.0', true],
  ['0.9.0', '0.20.0', false],
])('%s is at least %s: %s', (version, minimum, expected) => {
  expect(atLeast(version, minimum)).toBe(expected);
});
