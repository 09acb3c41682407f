import { expect } from 'vitest';
import { ANSWER, SIGNATURE, THOUGHTS } from '../../support/mock-scenario.ts';
import type { Feature } from './features.ts';
import type { Check, Pair } from './office.ts';
import { meets } from './pairs.ts';
import { PROVIDERS } from './providers.ts';

/** What seals are made of: nobody is ever sent one. */
const SEALS = /gh1\.|gho\./;
/** What Anthropic and Bedrock seal of their thoughts. */
const REDACTED = 'c2VhbGVk';

/** Everybody else who would refuse a stranger's signature, or read a stranger's thoughts. */
const others = ({ client, provider }: Pair) => PROVIDERS.filter((other) => other.id !== provider.id && meets(client, other) && (other.thinks === 'signed' || other.wantsThoughts));

function checkSent({ client, provider, mock }: Pair): void {
  const { text } = mock.requests.at(-1)!;
  expect(text).not.toMatch(SEALS);
  const signed = provider.thinks === 'signed' && client.carries === 'signatures';
  expect(text.includes(SIGNATURE)).toBe(signed);
  if (provider.kind === 'anthropic' || provider.kind === 'bedrock') expect(text.includes(REDACTED)).toBe(signed);
  if (provider.wantsThoughts && client.carries !== 'nothing' && !client.dropsUnsealed) expect(text).toContain(THOUGHTS);
}

async function checkOthers(pair: Pair, asked: Parameters<Pair['open']['ask']>[0], what: 'calls' | 'text'): Promise<void> {
  for (const { id } of others(pair)) {
    const mock = pair.office.mock(id);
    mock.reset();
    const said = await pair.open.ask({ ...asked, model: `${id}/the-model` });
    expect(what === 'calls' ? said.calls.length : said.text, id).toBe(what === 'calls' ? 2 : ANSWER);
    const { text } = mock.requests.at(-1)!;
    for (const secret of [SIGNATURE, REDACTED]) expect(text, id).not.toContain(secret);
    expect(text, id).not.toMatch(SEALS);
  }
}

const alone: Check = async (pair) => {
  for (const stream of [false, true]) {
    const said = await pair.open.ask({ model: pair.model('thinks'), think: true, stream });
    const before = [{ said, text: 'Go on.' }];
    expect((await pair.open.ask({ model: pair.model('thinks'), think: true, stream, before })).text).toBe(ANSWER);
    checkSent(pair);
    await checkOthers(pair, { model: '', stream, before }, 'text');
  }
};

const beforeCalls: Check = async (pair) => {
  for (const stream of [false, true]) {
    const said = await pair.open.ask({ model: pair.model('thinks'), think: true, tools: true, stream });
    expect(said.calls).toHaveLength(2);
    const before = [{ said, results: ['sunny', 'noon'] }];
    const goOn = pair.open.ask({ model: pair.model('thinks'), think: true, tools: true, stream, before });
    expect((await goOn).text).toBe(ANSWER);
    checkSent(pair);
    await checkOthers(pair, { model: '', tools: true, stream, before: [...before, { said: await pair.open.ask({ model: pair.model('the-model'), tools: true, stream, before }), text: 'Go on.' }] }, 'calls');
  }
};

/** Thoughts go back to their maker as they came, and to nobody else; also those before calls of tools, with their results. */
export const THOUGHTS_BACK: Partial<Record<Feature, Check>> = {
  async 'thoughts back'(pair) {
    await alone(pair);
    await beforeCalls(pair);
  },
};
