import { describe, expect, it } from 'vitest';
import { createInspector } from '../engine.ts';
import { secrets } from './secrets.ts';
import { SECRETS } from './recognisers.ts';

const inspector = createInspector([secrets]);
const idsIn = (text: string) => inspector.inspectText(text).findings.map((finding) => finding.recogniser.id);

describe.each(SECRETS.map((recogniser) => [recogniser.id, recogniser] as const))('%s', (id, recogniser) => {
  it.each(recogniser.examples.found)('finds %j', (example) => {
    expect(idsIn(`Guten Tag, ${example}`)).toContain(id);
    expect(idsIn(`${example}, danke`)).toContain(id);
  });
  it.each(recogniser.examples.passed)('passes over %j', (example) => {
    expect(idsIn(`Guten Tag, ${example}. Danke`)).not.toContain(id);
  });
});

describe('a key with letters before it', () => {
  it.each([['xghp_16C7e42F292c6912E7710c838347Ae178B4a', 1], ['keyAKIAIOSFODNN7EXAMPLQ', 3], ['xsk-4f8Gh2Kq9LmN3pRsTuVwXyZ0aBcDeF', 1], ['xeyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U', 1]])('%s', (text, start) => {
    const { findings, dataClass } = inspector.inspectText(`Hier: ${text}, danke`);
    expect(dataClass).toBe('confidential');
    expect(findings).toMatchObject([{ start: 6 + start, end: 6 + text.length, certain: true }]);
  });

  it.each(['task-4f8a2b6c9d1e3f5a7b8c0d2e', 'risk-management-2024-guideline-v2', 'monkey-0123456789abcdef0123456789abcdef', 'MSG.handler2024internal.callback2024first', 'eyeJewel.something.other'])('passes over %s', (text) => {
    expect(idsIn(`Hier: ${text}, danke`)).toEqual([]);
  });
});

describe('broken once', () => {
  const KEYS = ['sk-4f8Gh2Kq9LmN3pRsTuVwXyZ0aBcDeF', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'AKIAWQZTBRMNCLVXJKPE', 'xoxb-123456789012-123456789012-aB3dE5gH7jK9mN1pQ2rS4tU6', 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwiaWF0IjoxNjEyMzQ1Njc4fQ.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'];

  it.each(KEYS.flatMap((key) => ['\n', '\r\n    ', '\\\n', ' '].map((gap) => [key.slice(0, 8), gap, key] as const)))('the key %s… at every place by %j', (_name, gap, key) => {
    const missed = Array.from({ length: key.length - 1 }, (_, i) => i + 1).filter((cut) => inspector.inspectText(`Der Schlüssel ist ${key.slice(0, cut)}${gap}${key.slice(cut)} gut`).dataClass !== 'confidential');
    expect(missed).toEqual([]);
  });

  it('is not certain, and covers both halves', () => {
    const [head, tail] = [KEYS[1]!.slice(0, 2), KEYS[1]!.slice(2)];
    expect(inspector.inspectText(`Hier: ${head}\n${tail}, danke`).findings).toMatchObject([{ start: 6, end: 6 + KEYS[1]!.length + 1, certain: false }]);
  });

  it.each([['password="Zh8k!', 'Lm22"'], ['Passwort: Zh8k', 'Lm22!x7'], ['Passwort: Zh8k#', 'L22x']])('a password: %s | %s', (head, tail) => {
    expect(idsIn(`${head}\n${tail} gut`)).toContain('password');
  });

  it.each([
    'sk-learn\nscikit-learn-2024-guideline-v2', 'risk 2024-guideline-v2-for-everybody-2025', 'pip install sk-learn model-selection-guide-for-2024', 'AC 9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c', 'SK\n9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c',
    'Passwort für Office365\nKonto: Anna', 'Passwort: siehe\nB2 Raum', 'Passwort: bitte neu!\n2024 ist', 'Passwort: ändern!\nAm 3. Mai', 'password: string\nusername2: string', 'commit 9f8a7b6c5d4e3f2a\n1b0c9d8e7f6a5b4c', 'getUserPreferences2 forAccountWithDefaults3',
  ])('passes over %j', (text) => {
    expect(idsIn(`Hier: ${text}, danke`)).toEqual([]);
  });

  it.each(['A1b2C3d4E5f6 ', 'sk-4f8Gh2Kq9 ', 'eyJhbGciOi.eyJz\n', 'AKIA\n', 'sk-sk-sk-sk-1A\\\n'])('takes time in proportion: %j again and again', (unit) => {
    const started = performance.now();
    inspector.inspectText(unit.repeat(1_000_000 / unit.length));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('a private key', () => {
  const key = (lines: number, label = 'RSA PRIVATE KEY') => `-----BEGIN ${label}-----\n${Array.from({ length: lines }, (_, i) => `${i % 10}aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC3dE5fG7hJ9kL2mN4pQ6rS8tU${i % 7}`).join('\n')}\n-----END ${label}-----`;

  it.each([[25, 0], [25, 7_000], [25, 8_180], [50, 8_000], [100, 16_000], [50, 100_000]])('of %i lines is certain wherever it stands: behind %i characters', (lines, before) => {
    const lead = 'lorem ipsum dolor. '.repeat(before / 19 + 1).slice(0, before);
    const whole = key(lines);
    const { findings } = inspector.inspectText(`${lead}${whole}\n${'sit amet. '.repeat(3_000)}`);
    expect(findings).toMatchObject([{ start: before, end: before + whole.length, certain: true }]);
  });

  it('is not certain without its end, or with the end of another', () => {
    expect(inspector.inspectText(key(30).slice(0, -30)).findings).toMatchObject([{ start: 0, certain: false }]);
    expect(inspector.inspectText(key(30).replace('END RSA', 'END EC')).findings).toMatchObject([{ start: 0, certain: false }]);
  });

  it('takes time in proportion where one word begins like a token again and again', () => {
    const started = performance.now();
    expect(inspector.inspectText('eyJ'.repeat(400_000)).findings).toEqual([]);
    // It was seven seconds while each beginning was read to the end of the word, and is some 50 ms now.
    expect(performance.now() - started).toBeLessThan(2_000);
    for (const times of [1, 100, 300]) expect(inspector.inspectText(`${'eyJ'.repeat(times)}hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl`).dataClass).toBe('confidential');
  });

  it('takes time in proportion where beginnings have no end', () => {
    const started = performance.now();
    inspector.inspectText('-----BEGIN PRIVATE KEY-----'.repeat(40_000));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
