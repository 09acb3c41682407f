import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classRank, DATA_CLASSES, type DataClass } from '../core/data-class.ts';
import type { VirtualKey } from '../core/model.ts';
import { classify, type ClassifyInput } from './classify.ts';

const key = (over: Partial<VirtualKey> = {}): VirtualKey => ({
  id: 'k', name: 'k', owner: '', ownerKind: 'application', team: null, purpose: 'tool', floor: 'public', ceiling: 'secret', mediaClass: null, models: null, origins: [], createdAt: 0, expiresAt: null, disabled: false, lastUsedAt: null, ...over,
});
const NOTHING: ClassifyInput['found'] = { dataClass: 'public', evidence: () => [] };
const classOf = (over: Partial<ClassifyInput>): DataClass => classify({ key: key(), declared: [], tags: [], unreadable: false, found: NOTHING, ...over }).dataClass;

describe('classify', () => {
  it.each<[string, Partial<ClassifyInput>, DataClass]>([
    ['nothing said', {}, 'public'],
    ['the floor', { key: key({ floor: 'internal' }) }, 'internal'],
    ['a header below the floor', { key: key({ floor: 'confidential' }), declared: [{ source: 'header', dataClass: 'public' }] }, 'confidential'],
    ['the higher of prefix and header', { declared: [{ source: 'prefix', dataClass: 'secret' }, { source: 'header', dataClass: 'internal' }] }, 'secret'],
    ['a tag', { tags: ['x', 'class:confidential'] }, 'confidential'],
    ['the conversation', { conversation: 'secret' }, 'secret'],
    ['an unreadable part', { unreadable: 'unknown', key: key({ ceiling: 'confidential' }) }, 'confidential'],
    ['what was found', { found: { dataClass: 'confidential', evidence: () => [] } }, 'confidential'],
    ['recognisers that failed', { found: undefined, key: key({ ceiling: 'confidential', mediaClass: 'internal' }) }, 'secret'],
    ['a picture whose class the key states', { unreadable: 'media', key: key({ mediaClass: 'internal' }) }, 'internal'],
    ['what could be anything, whatever the key states of pictures', { unreadable: 'unknown', key: key({ mediaClass: 'internal' }) }, 'secret'],
  ])('%s', (_name, input, expected) => {
    expect(classOf(input)).toBe(expected);
  });

  it('keeps the evidence where it says more than the floor of the key', () => {
    const evidence = [{ recogniser: 'iban', dataClass: 'confidential' as const, path: 'messages[0].content', start: 0, end: 21 }];
    const found = { dataClass: 'confidential' as const, evidence: () => evidence };
    const ask = (over: Partial<ClassifyInput>) => classify({ key: key({ floor: 'internal' }), declared: [], tags: [], unreadable: false, found: NOTHING, ...over }).evidence;
    expect(ask({ found, tags: ['class:secret'] })).toEqual([...evidence, { recogniser: 'tag', dataClass: 'secret' }]);
    expect(ask({ tags: ['class:public'] })).toEqual([]);
    expect(ask({ found, key: key({ floor: 'confidential' }) })).toEqual(evidence);
  });

  it('only rises when more is said', () => {
    const anyClass = fc.constantFrom(...DATA_CLASSES);
    fc.assert(fc.property(anyClass, fc.array(anyClass), fc.array(anyClass), fc.option(anyClass, { nil: undefined }), fc.constantFrom<ClassifyInput['unreadable'][]>(false, 'media', 'unknown'), (floor, declared, more, conversation, unreadable) => {
      const say = (classes: DataClass[]): ClassifyInput => ({ key: key({ floor }), declared: classes.map((dataClass) => ({ source: 'header', dataClass })), tags: [], unreadable, found: NOTHING, ...(conversation && { conversation }) });
      expect(classRank(classify(say([...declared, ...more])).dataClass)).toBeGreaterThanOrEqual(classRank(classify(say(declared)).dataClass));
    }));
  });
});
