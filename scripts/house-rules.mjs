/**
 * What the linters cannot say: no provider's name outside gateway/providers (a dialect of gateway/wire carries its own), the clearance
 * mint taken in one place only, no generator functions made anew for each request.
 * Usage: node scripts/house-rules.mjs [folder]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { root } from './lib/process.mjs';

const base = resolve(process.argv[2] ?? root);
/** `anthropic-messages` is the name of a dialect. */
const PROVIDERS = /anthropic(?!-messages)|mistral|cohere|gemini|groq|deepseek|bedrock/gi;
const MAX_LINES = 400;

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(ts|tsx|mts)$/.test(entry.name)) yield path;
  }
}

/** Comments blanked out, lines kept. Good enough for names; a comment sign inside a string only hides what follows on that line. */
function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/(^|[\s;{}(,])\/\/.*$/gm, '$1');
}

const found = [];
function check(file, text, pattern, message) {
  for (const match of text.matchAll(pattern)) {
    const problem = message(match);
    if (problem !== null) found.push(`${file}:${text.slice(0, match.index).split('\n').length}  ${problem}`);
  }
}

let count = 0;
for (const area of ['gateway', 'renderer', 'electron']) {
  let paths;
  try { paths = [...sources(join(base, area))]; } catch { continue; }
  for (const path of paths) {
    count += 1;
    const file = relative(base, path).replaceAll('\\', '/');
    const text = readFileSync(path, 'utf8');
    const code = withoutComments(text);
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    if (lines > MAX_LINES) found.push(`${file}  has ${lines} lines; ${MAX_LINES} is the limit`);
    const test = /\.test\.tsx?$/.test(file);
    // A recipe shows the lines of a tool as they are.
    const mayName = test || file === 'renderer/components/connect/recipes.ts' || file.startsWith('gateway/providers/');
    if (!mayName) {
      // A client dialect may carry the name of the one who made it: gateway/wire/<name>-….
      const dialect = /^gateway\/wire\/([a-z]+)/.exec(file)?.[1];
      check(file, text, PROVIDERS, (match) => (match[0].toLowerCase() === dialect ? null : `names the provider "${match[0]}"; only gateway/providers may`));
    }
    if (file !== 'gateway/policy/mint.ts' && file !== 'gateway/core/clearance.ts' && !test) check(file, code, /\btakeMint\b/g, () => 'takes the clearance mint; only gateway/policy/mint.ts may');
    if (file.startsWith('gateway/') && !test) {
      check(file, code, /\b(?:getBuiltinModule|createRequire)\b|\brequire\s*\(/g, (match) => `loads a module past lint (${match[0]})`);
      check(file, code, /^ {4,}(?:async )?function\s*\*/gm, () => 'makes a generator function within another function: V8 keeps what it knows until a full collection; make it a method');
      check(file, code, /\bprocess\s*(?:\?\.)?\[|\bglobalThis\s*(?:\?\.)?\[|\bglobal\s*(?:\.|\[)/g, () => 'reaches a global by a name that lint cannot read');
    }
  }
}

for (const line of found) process.stderr.write(`${line}\n`);
if (count === 0) process.stderr.write(`no source found under ${base}\n`);
else process.stdout.write(`House rules: ${count} files, ${found.length} errors\n`);
process.exitCode = found.length > 0 || count === 0 ? 1 : 0;
