import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { readGoPins } from '../catalogue.ts';
import { runTool } from '../child.ts';
import type { Transport } from '../download.ts';
import { alone } from '../file-lock.ts';
import { findProcess } from '../processes.ts';
import type { Step } from '../progress.ts';
import { withGo } from './go-toolchain.ts';
import { ollamaVersion } from './version.ts';

const OLLAMA_MODULE = 'github.com/ollama/ollama';
const AUDIO_MODULE = 'github.com/gen2brain/malgo';
/** For running on this machine only; what is packaged is built for a baseline processor. */
const C_FLAGS = '-O2 -march=native';
const SYSTEM_HEADERS = ['/usr/include/nlohmann/json.hpp', '/usr/include/stb/stb_image.h'];
const DEBIAN_PACKAGES = ['g++', 'nlohmann-json3-dev', 'libstb-dev'];

export interface BuildOptions {
  resourcesDir: string;
  cacheDir: string;
  env: Record<string, string | undefined>;
  transport: Transport;
}

export interface GoBuild {
  /** Where the result lies or will lie: keyed by version, flags, pins and processor. */
  path: string;
  version: string;
}

/** The pins are `go.mod` and `go.sum` in `resources/ollama/build`. */
export async function planGoBuild(resourcesDir: string, cacheDir: string): Promise<GoBuild> {
  const dir = join(resourcesDir, 'ollama', 'build');
  const [mod, sum] = await Promise.all([readFile(join(dir, 'go.mod'), 'utf8'), readFile(join(dir, 'go.sum'), 'utf8')]);
  const version = new RegExp(`${OLLAMA_MODULE} v(\\S+)`).exec(mod)?.[1];
  if (!version) throw new Error('go.mod does not pin Ollama');
  const key = createHash('sha256').update([mod, sum, C_FLAGS, cpus()[0]?.model ?? ''].join('\0')).digest('hex').slice(0, 12);
  return { version, path: join(cacheDir, 'ollama', `v${version}-${process.platform}-${process.arch}-${key}`, process.platform === 'win32' ? 'ollama.exe' : 'ollama') };
}

/** Builds Ollama from the Go module mirror: about five minutes on two cores. What an interrupted build has compiled is kept by Go. */
export async function buildWithGo(plan: GoBuild, options: BuildOptions, step: Step, signal: AbortSignal): Promise<string> {
  await alone(`${dirname(plan.path)}.lock`, step, signal, async (waited) => {
    if (!waited || !existsSync(plan.path)) await build(plan, options, step, signal);
  });
  return plan.path;
}

async function build(plan: GoBuild, { resourcesDir, cacheDir, env: outer, transport }: BuildOptions, step: Step, signal: AbortSignal): Promise<void> {
  step.say(`building Ollama ${plan.version} from the Go module mirror: looking for a compiler and Go`, 'building');
  await needCompiler(step, { env: outer, signal });
  const env = await withGo(readGoPins(resourcesDir), transport, cacheDir, outer, step, signal);

  const work = join(cacheDir, 'ollama', 'build');
  await mkdir(join(work, 'inc'), { recursive: true });
  for (const name of ['go.mod', 'go.sum']) await copyFile(join(resourcesDir, 'ollama', 'build', name), join(work, name));
  const go = { cwd: work, signal, env: { ...env, GOFLAGS: '-buildvcs=false -mod=readonly', GOWORK: 'off', CGO_ENABLED: '1' } };
  step.say(`building Ollama ${plan.version} from the Go module mirror: downloading sources`, 'building');
  const described = (await runTool('go', ['mod', 'download', '-json', AUDIO_MODULE], go)).join('\n');
  const audioDir = (JSON.parse(described.slice(described.indexOf('{'), described.lastIndexOf('}') + 1)) as { Dir: string }).Dir;
  const link = join(work, 'inc', 'miniaudio');
  await rm(link, { force: true });
  await symlink(audioDir, link);

  const temporary = await temporaryIn(work);
  const part = `${plan.path}.part`;
  await mkdir(join(plan.path, '..'), { recursive: true });
  const began = Date.now();
  let packages = 0;
  const say = (): void => step.say(`building Ollama ${plan.version} from the Go module mirror: ${packages} packages compiled in ${Math.round((Date.now() - began) / 1000)} s; about 5 minutes on two cores`, 'building');
  const ticker = setInterval(say, 2_000);
  try {
    await runTool('go', ['build', '-v', '-trimpath', '-ldflags', `-X ${OLLAMA_MODULE}/version.Version=${plan.version}`, '-o', part, OLLAMA_MODULE], {
      ...go,
      env: { ...go.env, GOTMPDIR: temporary, CGO_CPPFLAGS: `-I${join(work, 'inc')}`, CGO_CFLAGS: C_FLAGS, CGO_CXXFLAGS: C_FLAGS },
      onLine: (line) => {
        if (!line.startsWith('go: ')) packages++;
      },
    });
  } finally {
    clearInterval(ticker);
    await rm(temporary, { recursive: true, force: true });
  }
  const built = await ollamaVersion(part, signal);
  if (built !== plan.version) throw new Error(`the build says that it is ${built}, not ${plan.version}`);
  await rename(part, plan.path);
}

/** For what Go clears away only at the end of a build that nobody ends: hundreds of megabytes, in the memory of machines that keep /tmp there. What killed builds left in theirs goes. */
async function temporaryIn(work: string): Promise<string> {
  for (const name of await readdir(work)) {
    const pid = Number(/^tmp-(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && (pid === process.pid || (await findProcess(pid)) === undefined)) await rm(join(work, name), { recursive: true, force: true });
  }
  const temporary = join(work, `tmp-${process.pid}`);
  await mkdir(temporary);
  return temporary;
}

/** gcc, g++ and two header-only libraries: installed where we may, else the reason says how. */
async function needCompiler(step: Step, options: { env: Record<string, string | undefined>; signal: AbortSignal }): Promise<void> {
  const missing = await reasonAgainst(options);
  if (missing === undefined) return;
  const command = `apt-get install --yes ${DEBIAN_PACKAGES.join(' ')}`;
  if (process.platform !== 'linux') throw new Error(missing);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(`${missing}; on Debian or Ubuntu an administrator installs what is needed with: ${command}`);
  step.say(`installing the system packages ${DEBIAN_PACKAGES.join(', ')}`, 'installing-packages');
  const apt = { ...options, env: { ...options.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const install = (): Promise<unknown> => runTool('apt-get', ['install', '--yes', '--no-install-recommends', ...DEBIAN_PACKAGES], apt);
  await install()
    .catch(async () => {
      options.signal.throwIfAborted();
      await runTool('apt-get', ['update'], apt);
      await install();
    })
    .catch((error: unknown) => {
      options.signal.throwIfAborted();
      throw new Error(`${missing}, and "${command}" failed: ${(error as Error).message}`);
    });
}

async function reasonAgainst(options: { env: Record<string, string | undefined>; signal: AbortSignal }): Promise<string | undefined> {
  for (const name of ['gcc', 'g++']) {
    try {
      await runTool(name, ['--version'], { ...options, timeout: 10_000 });
    } catch (error) {
      options.signal.throwIfAborted();
      return `${name} is ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'not installed' : `not usable (${(error as Error).message})`}`;
    }
  }
  return process.platform === 'linux' && !SYSTEM_HEADERS.every((path) => existsSync(path)) ? 'system headers are missing' : undefined;
}
