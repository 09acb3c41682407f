/** The Ollama that is packaged: built for every processor of its kind of about the last ten years, not for this one. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder, sizeOf } from './node.mjs';
import { root, run, SetupError } from './process.mjs';
import { alreadyThere, step, transfer } from './progress.mjs';

const MODULE = 'github.com/ollama/ollama';
const AUDIO = 'github.com/gen2brain/malgo';
/**
 * AVX2: Intel since 2013, AMD since 2015. GATEHOUSE_PACKAGE_MARCH names another level: x86-64-v2 runs on still older ones, several times slower.
 */
const MARCH = { x64: 'x86-64-v3', arm64: 'armv8-a' };

/** @returns {Promise<{path: string, version: string, march: string}>} about four minutes on two cores the first time */
export async function ensureBaselineOllama() {
  // For the tests, which run on this machine only.
  if (process.env.GATEHOUSE_PACKAGE_OLLAMA) return { path: process.env.GATEHOUSE_PACKAGE_OLLAMA, version: 'as given', march: 'as given' };
  const march = process.env.GATEHOUSE_PACKAGE_MARCH || MARCH[process.arch];
  const pins = join(root, 'resources', 'ollama', 'build');
  const [mod, sum] = ['go.mod', 'go.sum'].map((name) => readFileSync(join(pins, name), 'utf8'));
  const version = new RegExp(`${MODULE} v(\\S+)`).exec(mod)[1];
  const flags = `-O2 -march=${march}`;
  const key = createHash('sha256').update([mod, sum, flags].join('\0')).digest('hex').slice(0, 12);
  const path = join(cacheFolder(), 'ollama', `v${version}-${process.platform}-${process.arch}-${march}-${key}`, 'ollama');
  if (existsSync(path)) {
    alreadyThere(`Ollama ${version} for ${march}`);
    return { path, version, march };
  }
  const progress = step(`Ollama ${version} for ${march}`);
  const work = join(cacheFolder(), 'ollama', `build-${march}`);
  mkdirSync(join(work, 'inc'), { recursive: true });
  for (const name of ['go.mod', 'go.sum']) copyFileSync(join(pins, name), join(work, name));
  const env = { ...process.env, GOFLAGS: '-buildvcs=false -mod=readonly', GOWORK: 'off', CGO_ENABLED: '1', CGO_CFLAGS: flags, CGO_CXXFLAGS: flags, CGO_CPPFLAGS: `-I${join(work, 'inc')}` };
  const go = async (...args) => {
    const { code, output } = await run('go', args, { cwd: work, env, quiet: true }).catch(() => ({ code: 1, output: 'Go is not installed' }));
    if (code === 0) return output;
    progress.failed('failed');
    throw new SetupError(`Ollama could not be built:\n${output.trim().split('\n').slice(-5).join('\n')}`);
  };
  const described = await go('mod', 'download', '-json', AUDIO);
  const inc = join(work, 'inc', 'miniaudio');
  rmSync(inc, { force: true });
  symlinkSync(JSON.parse(described.slice(described.indexOf('{'), described.lastIndexOf('}') + 1)).Dir, inc);
  mkdirSync(dirname(path), { recursive: true });
  await go('build', '-trimpath', '-ldflags', `-s -w -X ${MODULE}/version.Version=${version}`, '-o', `${path}.part`, MODULE);
  renameSync(`${path}.part`, path);
  progress.done(transfer(sizeOf(dirname(path))));
  return { path, version, march };
}
