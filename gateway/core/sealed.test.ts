import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Json } from './json.ts';
import { asLookedAt, createSeals, EVERY, unsealedFor } from './sealed.ts';

const seals = createSeals((text) => createHmac('sha256', 'k').update(text).digest());
const sealed = seals.sealFor('key_1', 'anthropic')('sig.with.dots');

describe('a seal', () => {
  it('is known for its key alone, and only unchanged', () => {
    expect(sealed).not.toBe('sig.with.dots');
    expect(seals.providerOf('key_1', sealed)).toBe('anthropic');
    expect(seals.providerOf('key_1', `gho.mistral.aWQ.${sealed}`)).toBe('anthropic');
    expect(seals.providerOf('key_2', sealed)).toBeUndefined();
    expect(seals.providerOf('key_1', `${sealed}x`)).toBeUndefined();
    expect(seals.providerOf('key_1', sealed.replace(Buffer.from('anthropic').toString('base64url'), Buffer.from('evil').toString('base64url')))).toBeUndefined();
    for (const odd of ['', 'sig', 'gh1.', 'gh1.a.b', 'gh1.YQ.AAAA.x', `gh1.${'A'.repeat(10)}.!.x`]) expect(seals.providerOf('key_1', odd)).toBeUndefined();
  });

  it('of nothing is nothing', () => {
    expect(seals.sealFor('key_1', 'anthropic')('')).toBe('');
  });
});

describe('a body with sealed values', () => {
  const body = { messages: [{ role: 'assistant', content: [{ type: 'thinking', thinking: 'a', signature: sealed }, { type: 'text', text: 'b' }], extra: { signature: sealed, kept: 1 } }] };
  const known = new Map([[sealed, 'anthropic']]);

  it('is looked at without them, and keeps its places', () => {
    expect(asLookedAt(body as unknown as Json, known, new Map())).toEqual({ messages: [{ role: 'assistant', content: [{ type: 'thinking', thinking: 'a', signature: '' }, { type: 'text', text: 'b' }], extra: { signature: '', kept: 1 } }] });
    expect(asLookedAt(body as unknown as Json, new Map(), new Map())).toBe(body);
  });

  it('goes to their maker as it made them', () => {
    expect(JSON.stringify(unsealedFor(body, 'anthropic', known))).not.toContain('gh1.');
    expect(unsealedFor(body, 'anthropic', known).messages[0]!.content[0]).toEqual({ type: 'thinking', thinking: 'a', signature: 'sig.with.dots' });
  });

  it('goes to everybody else without the thoughts that they belong to', () => {
    expect(unsealedFor(body, 'other', known)).toEqual({ messages: [{ role: 'assistant', content: [{ type: 'text', text: 'b' }] }] });
  });
});

it('bytes of images are not looked at, by their place: the same letters anywhere else are', () => {
  const source = { data: 'AAAA', media_type: 'image/png' };
  const images = ['AAAA', 'BBBB'];
  expect(asLookedAt({ source, images, text: 'AAAA' }, new Map(), new Map<object, string>([[source, 'data'], [images, EVERY]]))).toEqual({ source: { data: '', media_type: 'image/png' }, images: ['', ''], text: 'AAAA' });
});
