import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ACTIONS } from './audit-actions.ts';

const GATEWAY = join(import.meta.dirname, '..');
/** The second argument of what appends, or one of two. */
const WRITTEN = /\b(?:append|audit|change|saved?)\((?:'[^']*'|[\w.?!]+), (?:[^,'\n]* \? )?(?:[^,'\n]* === '[^']*' \? )?'([a-z-]+\.[A-Za-z-]+)'(?: : '([a-z-]+\.[A-Za-z-]+)')?/g;
const NAMED = /\baction: '([a-z-]+\.[A-Za-z-]+)'/g;

it('every action that the gateway writes is in the table', () => {
  const written = new Set<string>();
  for (const file of readdirSync(GATEWAY, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file.includes('testing')) continue;
    const source = readFileSync(join(GATEWAY, file), 'utf8');
    for (const pattern of [WRITTEN, NAMED]) for (const [, one, other] of source.matchAll(pattern)) for (const action of [one, other]) if (action !== undefined) written.add(action);
  }
  for (const known of ['lockdown.set', 'policy.change', 'key.create', 'egress.mismatch', 'content.read', 'budget.overrun', 'request.interrupted']) expect([...written]).toContain(known);
  expect([...written].filter((action) => !Object.hasOwn(ACTIONS, action))).toEqual([]);
});
