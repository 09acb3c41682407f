import { expect, it } from 'vitest';
import { temporaryOffice } from '../../../test/support/temporary-office.ts';
import { madeOf } from './comment-text.ts';

it('knows every comment that the gateway writes by itself', () => {
  const { office } = temporaryOffice();
  const comment = (): string => office.policy().comment;
  expect(madeOf(comment())).toEqual({ kind: 'starter' });
  office.addProvider({ id: 'mock', name: 'Mock', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', region: 'eu' }, 'Anna');
  office.setAlias('fast', [{ provider: 'mock', model: 'm' }], 'Anna');
  for (const action of ['allow', 'pseudonymise', 'deny'] as const) {
    office.setCell({ dataClass: 'internal', provider: 'mock', action }, 'Anna');
    expect(madeOf(comment())).toEqual({ kind: 'cell', action, dataClass: 'internal', provider: 'mock' });
  }
  office.setOtherwise('secret', 'refuse', 'Anna');
  expect(madeOf(comment())).toEqual({ kind: 'rest', dataClass: 'secret', otherwise: 'refuse' });
  office.setLocalModels('secret', ['a:1', 'b:2'], 'Anna');
  expect(madeOf(comment())).toEqual({ kind: 'models', dataClass: 'secret', names: ['a:1', 'b:2'] });
  office.setLocalModels('secret', [], 'Anna');
  expect(madeOf(comment())).toEqual({ kind: 'models', dataClass: 'secret', names: [] });
  office.setRoute({ name: 'letters', when: { tags: ['letter'] }, alias: 'fast' }, 'Anna');
  expect(madeOf(comment())).toEqual({ kind: 'exception', name: 'letters', model: 'fast' });
  const { version } = office.policy();
  office.restorePolicy(2, version, 'Anna');
  expect(madeOf(comment())).toEqual({ kind: 'again', version: '2' });
});

it('leaves a person’s own words alone', () => {
  for (const words of ['Contract signed', 'allow us to go home', 'Route 66', '', 'allow internal mock']) expect(madeOf(words)).toBeUndefined();
});
