/**
 * Run by packaged.test.ts inside a network namespace that has nothing but its own loopback: starts the packaged application, opens it as a person does, and asks it a confidential
 * question. Arguments: its folder, a home. Writes what it saw as JSON on standard output.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { pdfOf } from '../support/documents.ts';

const [folder = '', home = ''] = process.argv.slice(2);
const app = spawn(join(folder, 'gatehouse-desktop'), ['--no-sandbox', '--lang=en', '--remote-debugging-port=0', '--inspect=0'], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: `--require=${join(home, 'intruder.cjs')}` } });
let output = '';
for (const stream of [app.stdout, app.stderr]) stream.on('data', (data: Buffer) => { output += String(data); });
const ended = once(app, 'exit') as Promise<[number | null]>;

async function until<T>(what: string, seconds: number, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ; await new Promise((next) => setTimeout(next, 200))) {
    const found = await look();
    if (found !== undefined && found !== false && found !== null) return found;
    if (Date.now() > end || app.exitCode !== null) throw new Error(`${what}: not within ${seconds} s\n${output.slice(-3000)}`);
  }
}
const cli = (...args: string[]): Record<string, unknown> => JSON.parse(execFileSync(join(folder, 'gatehouse'), [...args, '--json'], { env: { PATH: process.env['PATH'] ?? '', GATEHOUSE_HOME: home }, stdio: ['ignore', 'pipe', 'inherit'] }).toString()) as Record<string, unknown>;

let browser: Browser | undefined;
try {
  const address = await until('DevTools', 20, () => /DevTools listening on (ws:\S+)/.exec(output)?.[1]);
  browser = await chromium.connectOverCDP(address);
  const pages = (): Page[] => browser!.contexts().flatMap((context) => context.pages());
  const window = await until('the window', 20, () => pages().find((page) => page.url().endsWith('/start')));
  await window.fill('input[name=passphrase]', 'seven lamps over water');
  await window.fill('input[name=again]', 'seven lamps over water');
  await window.click('button.main');
  await window.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/ui\//, { timeout: 20_000 });
  const { origin } = new URL(window.url());
  const { key } = cli('keys', 'create', '--name', 'crm', '--floor', 'confidential') as { key: string };
  const local = await until('the model', 120, () => {
    const status = cli('status') as { local: { models: { name: string }[]; phase: string; confinement: string; ollama?: { source: string } } };
    return status.local.models.length > 0 ? status.local : undefined;
  });
  const answer = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'local', temperature: 0, messages: [{ role: 'user', content: 'What is the capital of France?' }] }),
  });
  const body = (await answer.json()) as { choices?: { message: { content: string } }[] };
  const letter = join(home, 'letter.pdf');
  writeFileSync(letter, pdfOf(['AHV 756.9217.0769.85']));
  const read = cli('recognition', 'try', letter) as { dataClass: string; unreadable: string | null };
  const devTools = await window.evaluate('typeof gatehouse');
  process.stdout.write(JSON.stringify({
    interfaces: Object.keys(networkInterfaces()),
    status: answer.status,
    class: answer.headers.get('x-gatehouse-class'),
    provider: answer.headers.get('x-gatehouse-provider'),
    text: body.choices?.[0]?.message.content,
    pdf: [read.dataClass, read.unreadable],
    ollama: local.ollama?.source,
    confinement: local.confinement,
    bridge: devTools,
    inspector: /Debugger listening/.test(output),
    compiledAnew: output.includes('compiled anew'),
  }));
} finally {
  await browser?.close().catch(() => {});
  if (app.exitCode === null) app.kill('SIGTERM');
  const hard = setTimeout(() => app.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(hard);
}
