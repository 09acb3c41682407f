import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import beside from '../../scripts/modules-beside.json' with { type: 'json' };
import { copyApplication } from '../../scripts/lib/package-files.mjs';
import { prepare } from '../support/gateway.ts';

it('packages hold the modules that are not in the built files, with all that they need', () => {
  prepare();
  // Outside this repository, whose node_modules would help.
  const folder = mkdtempSync(join(tmpdir(), 'gh-package-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  copyApplication(folder);
  const named = [...beside, 'gpt-tokenizer/encoding/o200k_base', 'gpt-tokenizer/encoding/cl100k_base'];
  const script = `${named.map((name) => `await import(${JSON.stringify(name)});`).join('\n')}
    const { default: Database } = await import('better-sqlite3');
    console.log(new Database(':memory:').prepare('SELECT 1 + 1').pluck().get());`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' })).toBe('2\n');
  const help = execFileSync(process.execPath, [join(folder, 'dist', 'gateway', 'cli.js'), '--help'], { cwd: folder, encoding: 'utf8' });
  expect(help).toContain('Usage: gatehouse');
});
