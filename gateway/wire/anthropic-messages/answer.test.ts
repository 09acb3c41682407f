import { expect, it } from 'vitest';
import { encodeMessage } from './answer.ts';

it.each<[string | null | undefined, string | null]>([['default', 'standard'], ['priority', 'priority'], ['flex', null], [null, null], [undefined, null]])('the tier %s is %s here', (service_tier, told) => {
  const answer = { id: 'a', object: 'chat.completion' as const, created: 1, model: 'm', service_tier, choices: [{ index: 0, message: { role: 'assistant' as const, content: 'x' }, finish_reason: 'stop' as const }] };
  expect(encodeMessage(answer, { native: false, seal: (value) => value })).toMatchObject({ usage: { service_tier: told } });
});
