import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInspector } from '../../gateway/classify/engine.ts';
import type { Finding } from '../../gateway/classify/inspection.ts';
import { fold } from '../../gateway/classify/normalise/fold.ts';
import { identifiers } from '../../gateway/classify/identifiers/identifiers.ts';
import { secrets } from '../../gateway/classify/secrets/secrets.ts';
import { classRank } from '../../gateway/core/data-class.ts';
import type { Json } from '../../gateway/core/json.ts';
import { MUTATIONS, suits } from '../support/mutations.ts';
import { anyIdentifier, anySecret } from '../support/identifiers.ts';
import { settings } from './settings.ts';

const inspector = createInspector([identifiers, secrets]);
const ask = (...texts: string[]): Json => ({ model: 'auto', messages: texts.map((content) => ({ role: 'user', content })) });
const rankOf = (body: Json) => classRank(inspector.inspect(body).dataClass);
const RUNS = settings(300);

const noise = fc.constantFrom('Bitte prüfen Sie das bis Freitag.', 'In 2024 waren es 3 von 12.', 'version 4.1', 'le 12 mars', '7', '0', '+', '@', 'password', '100 %', '\\n', '&amp;', 'geb.', 'Tel.', 'https://example.org/a?b=c', 'x'.repeat(40), '\u0301', '\ud800');
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), noise, anyIdentifier.map(({ text }) => text), anySecret.map(({ text }) => text));
const blob = fc.tuple(fc.constantFrom('\x1f\x8b\x08\0', 'PK\x03\x04', '%PDF-1.7', 'lorem ipsum ', ''), fc.uint8Array({ minLength: 12, maxLength: 400 })).map(([head, bytes]) => Buffer.concat([Buffer.from(head, 'latin1'), bytes]).toString('base64'));
const texts = fc.array(anyText, { maxLength: 4 }).map((parts) => parts.join(' '));

describe('what is found', () => {
  it('only rises when a message is added, before or behind', () => {
    fc.assert(fc.property(texts, texts, (text, more) => {
      const alone = rankOf(ask(text));
      expect(rankOf(ask(text, more))).toBeGreaterThanOrEqual(alone);
      expect(rankOf(ask(more, text))).toBeGreaterThanOrEqual(alone);
    }), RUNS);
  });

  it('only rises when a paragraph is added, before or behind', () => {
    fc.assert(fc.property(texts, texts, (text, more) => {
      const alone = rankOf(ask(text));
      expect(rankOf(ask(`${text}\n\n${more}`))).toBeGreaterThanOrEqual(alone);
      expect(rankOf(ask(`${more}\n\n${text}`))).toBeGreaterThanOrEqual(alone);
    }), RUNS);
  });

  it('is unreadable with whatever stands before or behind what is', () => {
    fc.assert(fc.property(blob, texts, (packed, more) => {
      if (!inspector.inspectText(packed).unreadable) return;
      for (const body of [ask(packed, more), ask(more, packed), ask(`${more}\n\n${packed}`), ask(`${packed} ${more}`), ask(`${more}\n${packed}`), ask(`x${packed}`)]) expect(inspector.inspect(body).unreadable).toBe(true);
    }), RUNS);
  });

  it('does not depend on the order of messages', () => {
    fc.assert(fc.property(fc.array(fc.oneof(anyIdentifier, anySecret), { minLength: 1, maxLength: 4 }), (values) => {
      const messages = values.map(({ text }) => `Guten Tag, ${text}, danke.`);
      const ids = (body: Json) => inspector.inspect(body).findings.filter((finding) => !finding.split).map((finding) => finding.recogniser.id).sort();
      expect(ids(ask(...messages))).toEqual(ids(ask(...[...messages].reverse())));
    }), RUNS);
  });

  it('stands where the offsets say', () => {
    fc.assert(fc.property(anyIdentifier, fc.constantFrom(...MUTATIONS.filter((mutation) => mutation.name !== 'base64' && mutation.name !== 'cut in two')), fc.nat(), (value, mutation, seed) => {
      if (!suits(mutation, value.kind)) return;
      const text = `Zu ${value.label} ${String(mutation.apply(value.value, seed))} gehört`;
      const found = inspector.inspectText(text).findings.find((finding) => finding.recogniser.id === value.id);
      expect(found, text).toBeDefined();
      expect(text.slice(0, found!.start)).toBe(text.slice(0, text.indexOf(text.slice(found!.start, found!.end))));
      const again = inspector.inspectText(`Zu ${value.label} ${text.slice(found!.start, found!.end)} gehört`).findings.find((finding) => finding.recogniser.id === value.id);
      expect(again?.value()).toBe(found!.value());
    }), RUNS);
  });

  it('is found in any string, and nothing throws', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
      expect(inspector.inspect(value as Json).more).toBe(false);
      for (const finding of inspector.inspectText(text).findings) expect(fold(text.slice(finding.start, finding.end)).text).not.toBe('');
    }), settings(1_000));
  });

  it('is the same in slices', async () => {
    const long = fc.array(anyText, { minLength: 1, maxLength: 6 }).chain((parts) => fc.nat({ max: 30_000 }).map((size) => parts.map((part) => part + ' lorem ipsum'.repeat(size / 12)).join(' ')));
    await fc.assert(fc.asyncProperty(fc.tuple(long, fc.option(blob, { nil: '' })).map((both) => both.join(' ')), async (text) => {
      const plain = ({ recogniser, start, end, path }: Finding) => ({ id: recogniser.id, start, end, path });
      const atOnce = inspector.inspect(ask(text));
      const sliced = await inspector.inspectSliced(ask(text), async () => {});
      expect(sliced.findings.map(plain)).toEqual(atOnce.findings.map(plain));
      expect([sliced.dataClass, sliced.unreadable]).toEqual([atOnce.dataClass, atOnce.unreadable]);
    }), settings(20));
  });
});

describe.each(MUTATIONS)('$name', (mutation) => {
  it('hides less than one identifier or secret in two hundred', () => {
    const hidden: string[] = [];
    let tried = 0;
    fc.assert(fc.property(fc.oneof(anyIdentifier, anySecret), fc.nat(), (value, seed) => {
      if (!suits(mutation, value.kind)) return;
      const mutated = mutation.apply(value.value, seed);
      const body = Array.isArray(mutated) ? ask(`Zu ${value.label} ${mutated[0]}`, `${mutated[1]} gehört`) : ask(`Zu ${value.label} ${mutated} gehört`);
      tried += 1;
      if (!inspector.inspect(body).findings.some((finding) => finding.recogniser.id === value.id)) hidden.push(`${value.id}: ${JSON.stringify(mutated)}`);
    }), settings(600));
    expect(tried).toBeGreaterThan(200);
    expect(hidden.length / tried, hidden.slice(0, 8).join('\n')).toBeLessThanOrEqual(0.005);
  });
});
