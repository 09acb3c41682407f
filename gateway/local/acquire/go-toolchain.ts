import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { GoPins } from '../catalogue.ts';
import { runTool } from '../child.ts';
import { download, type Transport } from '../download.ts';
import type { Step } from '../progress.ts';
import { extractFolder } from '../zip.ts';
import { atLeast } from './version.ts';

type Env = Record<string, string | undefined>;

/**
 * An environment in which `go` is at least of the pinned version: the machine's own, else the toolchain that the module mirror itself carries
 * (https://go.dev/ref/mod#goproxy-protocol, module golang.org/toolchain), kept in the cache. Rejects with a reason that a person can read.
 */
export async function withGo(pins: GoPins, transport: Transport, cacheDir: string, env: Env, step: Step, signal: AbortSignal): Promise<Env> {
  if (await hasGo(pins.version, env, signal)) return env;
  const pin = pins.zips[`${process.platform}-${process.arch}`];
  if (!pin) throw new Error(`go ${minor(pins.version)} or newer is not installed`);
  const root = join(cacheDir, `go-${pins.version}-${pin.platform}`);
  if (!existsSync(join(root, 'bin', 'go'))) {
    const zip = `${root}.zip`;
    step.say(`downloading Go ${pins.version}, with which Ollama is built`, 'downloading');
    await download(transport, {
      url: `${mirror(pins, env)}/${pins.path.replace('{platform}', pin.platform)}`,
      to: zip,
      size: pin.size,
      sha256: pin.sha256,
      redirectHosts: pins.redirectHosts,
      signal,
      onBytes: (done, total) => step.bytes(done, total),
      onRetry: (message) => step.say(message, 'retrying'),
    });
    step.say(`unpacking Go ${pins.version}`, 'unpacking');
    const part = `${root}.part`;
    await rm(part, { recursive: true, force: true });
    await extractFolder(zip, `golang.org/toolchain@v0.0.1-go${pins.version}.${pin.platform}/`, part, (path) => (/^(bin|pkg\/tool)\//.test(path) ? 0o755 : 0o644), signal);
    await rm(root, { recursive: true, force: true });
    await rename(part, root);
    await rm(zip, { force: true });
  }
  return { ...env, PATH: [join(root, 'bin'), env.PATH].filter(Boolean).join(delimiter), GOROOT: root, GOTOOLCHAIN: 'local' };
}

async function hasGo(wanted: string, env: Env, signal: AbortSignal): Promise<boolean> {
  try {
    const [line] = await runTool('go', ['env', 'GOVERSION'], { env, signal, timeout: 10_000 });
    const version = /^go(\d+\.\d+(?:\.\d+)?)/.exec(line ?? '')?.[1];
    return version !== undefined && atLeast(version, minor(wanted));
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

function minor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** The first mirror that GOPROXY names, as `go` itself would take it. */
function mirror(pins: GoPins, env: Env): string {
  const named = (env.GOPROXY ?? '').split(/[,|]/).find((entry) => /^https?:\/\//.test(entry));
  return (named ?? pins.proxy).replace(/\/+$/, '');
}
