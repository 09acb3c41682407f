import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { RECIPES, type RecipeId } from '../../renderer/components/connect/recipes.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ANSWER } from '../support/mock-answers.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { needs, pythonClients } from '../support/needs.ts';
import { approveMock, makeKey, USER } from '../support/office.ts';

const run = promisify(execFile);

let gateway: Gateway;
let mock: Mock;
let key: string;
let folder: string;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'a tool', '--floor', 'internal');
  folder = mkdtempSync(join(tmpdir(), 'gh-recipe-'));
  // What a person has installed before the lines are pasted.
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'), 'junction');
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), mock?.stop()]);
  if (folder) rmSync(folder, { recursive: true });
});
beforeEach(() => mock.reset());

function codeOf(id: RecipeId): string {
  const recipe = RECIPES.find((one) => one.id === id);
  if (!recipe?.code) throw new Error(`The recipe ${id} has nothing to paste.`);
  return recipe.code({ baseUrl: `${gateway.url}/v1`, key, model: 'fast' });
}

/** Runs the lines as they are copied, with nothing of ours in the environment; gives what they print. */
async function paste(id: RecipeId, file: string, command: string, env: Record<string, string> = {}): Promise<string> {
  writeFileSync(join(folder, file), codeOf(id));
  const { stdout } = await run(command, [file], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? folder, ...env }, timeout: 50_000 });
  return stdout.trim();
}

/** The question came through the gateway, to the model behind the name, and nothing else of the recipe did. */
function expectAsked(): void {
  expect(mock.requests.map(({ path, json }) => [path, json['model'], json['messages']])).toEqual([['/v1/chat/completions', 'gpt-4o-mini', USER]]);
}

it.each(['typeScript', 'anthropicTypeScript'] as const)('%s: the lines answer as they are pasted', async (id) => {
  expect(await paste(id, `${id}.mts`, process.execPath)).toBe(ANSWER);
  expectAsked();
});

needs('curl')('curl', () => {
  it('answers as it is pasted into a terminal', async () => {
    const answer = JSON.parse(await paste('curl', 'curl.sh', 'sh')) as { model: string; choices: { message: { content: string } }[] };
    expect([answer.model, answer.choices[0]?.message.content]).toEqual(['gpt-4o-mini', ANSWER]);
    expectAsked();
  });
});

needs('python')('Python', () => {
  it.each(['python', 'anthropicPython'] as const)('%s: the lines answer as they are pasted', async (id) => {
    expect(await paste(id, `${id}.py`, 'python3', { PYTHONPATH: pythonClients(), PYTHONDONTWRITEBYTECODE: '1' })).toBe(ANSWER);
    expectAsked();
  });
});

it('names every place that is to be filled in, and says of the recipes without one what to use instead', () => {
  for (const { id, code, fields, instead } of RECIPES) {
    const filled = code?.({ baseUrl: 'http://127.0.0.1:4141/v1', key: 'THE-KEY', model: 'THE-MODEL' });
    if (filled !== undefined) {
      expect([id, filled.includes(':4141'), filled.includes('THE-MODEL')]).toEqual([id, true, true]);
      // Zed asks for the key itself.
      expect([id, filled.includes('THE-KEY')]).toEqual([id, id !== 'zed']);
    } else expect([id, (fields ?? instead ?? []).length > 0]).toEqual([id, true]);
    for (const other of instead ?? []) expect(RECIPES.find((one) => one.id === other)?.code).toBeDefined();
  }
});
