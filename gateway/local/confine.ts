import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type Confinement = { kind: 'namespace'; prefix: string[] } | { kind: 'loopback'; reason: string };

/** The namespace could not be had after all; Ollama itself is not to blame. */
export class ConfinementFailed extends Error {}

const run = promisify(execFile);

// A network namespace without any device but lo; a PID namespace whose end the kernel makes the end of all in it; --kill-child ties it to unshare.
const NAMESPACES = ['--net', '--pid', '--fork', '--kill-child'];

/** Finds out whether this machine lets us run Ollama in namespaces of its own. Never rejects. */
export async function findConfinement(platform: NodeJS.Platform = process.platform, path = process.env.PATH ?? ''): Promise<Confinement> {
  if (platform !== 'linux') return { kind: 'loopback', reason: 'network namespaces exist on Linux only' };
  let reason = '';
  const variants = [['--map-root-user', ...NAMESPACES], ...(process.getuid?.() === 0 ? [NAMESPACES] : [])];
  for (const args of variants) {
    try {
      await run('unshare', [...args, 'true'], { timeout: 3_000, env: { PATH: path } });
      return { kind: 'namespace', prefix: ['unshare', ...args] };
    } catch (error) {
      const { code, stderr } = error as { code?: unknown; stderr?: string };
      reason ||= code === 'ENOENT' ? 'the program unshare (util-linux) is not installed' : `this system does not allow it (${(stderr ?? '').trim().split('\n')[0] || 'unshare failed'})`;
    }
  }
  return { kind: 'loopback', reason };
}
