import { expect, it } from 'vitest';
import { normaliseModelName, parseModelName } from './model-name.ts';

it.each([
  ['smollm2:135m', 'smollm2:135m'],
  ['all-minilm', 'all-minilm:latest'],
  ['library/qwen3:4b', 'qwen3:4b'],
  ['someone/model:Q4_K_M', 'someone/model:Q4_K_M'],
  ['registry.ollama.ai/library/smollm2:135m', 'smollm2:135m'],
  ['localhost:5000/team/model:1', 'localhost:5000/team/model:1'],
])('reads %s as %s', (text, expected) => {
  expect(normaliseModelName(text)).toBe(expected);
});

it.each(['', '../../etc:passwd', 'a/../b', '..', 'a/b/c/d:e', 'model:', ':tag', 'mod el', 'a/..:x', 'x'.repeat(200)])('refuses %j, which would be a path in the store', (text) => {
  expect(() => parseModelName(text)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
});

it.each(['gpt-oss:120b-cloud', 'deepseek-v3.1:671b-cloud', 'glm-4.6:cloud', 'x:CLOUD'])('refuses %s, which its vendor would answer', (text) => {
  expect(() => parseModelName(text)).toThrow(/cloud/);
});
