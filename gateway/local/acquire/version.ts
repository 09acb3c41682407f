import { tmpdir } from 'node:os';
import { runTool } from '../child.ts';

/** What `ollama --version` says, as `0.24.0`. Rejects where it cannot be run or is no Ollama. */
export async function ollamaVersion(path: string, signal: AbortSignal): Promise<string> {
  // No server listens on port 9: the program says its own version, and nothing inherited can send it elsewhere.
  const env = { PATH: '/usr/bin:/bin', HOME: tmpdir(), OLLAMA_HOST: '127.0.0.1:9', ...(process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot } : {}) };
  const lines = await runTool(path, ['--version'], { env, signal, timeout: 10_000 });
  const version = lines.map((line) => /version (?:is )?v?(\d+\.\d+\.\d+)/.exec(line)?.[1]).find((found) => found !== undefined);
  if (!version) throw new Error('it does not say a version as Ollama does');
  return version;
}

export function atLeast(version: string, minimum: string): boolean {
  const [a = [], b = []] = [version, minimum].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) > (b[i] ?? 0);
  return true;
}
