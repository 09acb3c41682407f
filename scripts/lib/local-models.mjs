/** Brings Ollama and the tests' small models into the per-user cache, the way the appliance itself does: by starting it once on a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, root } from './process.mjs';

export const TEST_MODELS = 'smollm2:135m,all-minilm';
const WITHIN_MS = 20 * 60_000;

/** @returns {Promise<string | undefined>} path of the Ollama that was found or made; undefined where there is none: tests that need it say so. */
export async function ensureLocalModels(node) {
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  const env = { ...environment(node), GATEHOUSE_HOME: home, GATEHOUSE_STARTER: TEST_MODELS };
  const gateway = spawn(node, [join(root, 'dist', 'gateway', 'main.js'), '--headless', '--port', '0'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => gateway.on('close', done));
  try {
    const ready = await new Promise((done) => {
      const timer = setTimeout(() => done(false), WITHIN_MS);
      let text = '';
      gateway.stdout.on('data', (data) => {
        text += data;
        for (const line of String(data).split('\n')) if (/^[→✓✗]/.test(line)) process.stdout.write(`  ${line}\n`);
        if (/^Ready\.|^The local model is not available/m.test(text)) {
          clearTimeout(timer);
          done(/^Ready\./m.test(text));
        }
      });
      gateway.on('close', () => done(false));
    });
    return ready ? await ollamaPath(node, env) : undefined;
  } finally {
    gateway.kill('SIGTERM');
    await ended;
    rmSync(home, { recursive: true, force: true });
  }
}

function ollamaPath(node, env) {
  return new Promise((done) => {
    let text = '';
    const cli = spawn(node, [join(root, 'dist', 'gateway', 'cli.js'), 'status', '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    cli.stdout.on('data', (data) => { text += data; });
    cli.on('close', (code) => done(code === 0 ? JSON.parse(text).local.ollama?.path : undefined));
  });
}
