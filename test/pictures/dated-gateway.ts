import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Gateway, startGateway } from '../support/gateway.ts';

const HERE = import.meta.dirname;

export interface DatedGateway extends Gateway {
  /** Its clock shows this from now on, and goes on from there; durations pass so many times faster. */
  setClock(time: number, faster?: number): Promise<void>;
}

/** The one that an office has; another one where that is taken. */
export async function usualPort(): Promise<number> {
  const probe = createServer();
  return new Promise((done) => {
    probe.once('error', () => done(0));
    probe.listen(4141, '127.0.0.1', () => probe.close(() => done(4141)));
  });
}

/** The real, built gateway with a clock that begins at `now`; `models`: with three of them installed, else none. */
export async function startDated(now: number, { models = true, port = 0 } = {}): Promise<DatedGateway> {
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  const socketPath = join(home, 'clock.sock');
  const ollama = join(home, 'ollama');
  writeFileSync(ollama, `#!/bin/sh\nexec '${process.execPath}' '${join(HERE, 'local-models.mjs')}' "$@"\n`, { mode: 0o700 });
  const env = { NODE_OPTIONS: `--import=${join(HERE, 'clock.mjs')}`, PICTURES_CLOCK: socketPath, PICTURES_NOW: String(now), GATEHOUSE_STARTER: 'none' };
  const gateway = await startGateway({ home, port, env: { ...env, ...(models && { GATEHOUSE_OLLAMA: ollama }) } });
  if (models) await gateway.waitFor(/^Ready\./m);
  return {
    ...gateway,
    async setClock(time, faster = 1) {
      const [answer] = (await once(request({ socketPath, path: `/${time}/${faster}` }).end(), 'response')) as [IncomingMessage];
      answer.resume();
    },
    async stop() {
      const code = await gateway.stop();
      rmSync(home, { recursive: true, force: true });
      return code;
    },
  };
}
