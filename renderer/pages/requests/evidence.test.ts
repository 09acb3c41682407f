import { describe, expect, it } from 'vitest';
import { placeIn, reasonsOf } from './evidence.ts';

describe('where something was found', () => {
  it.each([
    ['messages[1].content', { where: 'message', number: 2 }],
    ['messages[0].content[3].text', { where: 'message', number: 1 }],
    ['messages[2].content[1].file', { where: 'fileIn', number: 3 }],
    ['messages[2].content[1].file.filename', { where: 'fileIn', number: 3 }],
    ['messages[4].tool_calls[0].function.arguments', { where: 'callIn', number: 5 }],
    ['messages[0].name', { where: 'nameIn', number: 1 }],
    ['tools[9].function.description', { where: 'tool', number: 10 }],
    ['input[1]', { where: 'text', number: 2 }],
    ['input', { where: 'input' }],
    ['metadata.*', { where: 'metadata' }],
    ['*.*[0]', { where: 'other' }],
  ])('%s', (path, place) => {
    expect(placeIn(path)).toEqual(place);
  });
});

it('puts mentions of one value together, and keeps the place by which it is reported', () => {
  const mention = (recogniser: string, mark: string, path: string) => ({ recogniser, dataClass: 'confidential' as const, mark, path, start: 0, end: 9 });
  const { found, stated, noStandIns } = reasonsOf([
    { recogniser: 'header', dataClass: 'secret' },
    mention('iban', 'a', 'messages[0].content'),
    mention('iban', 'b', 'messages[0].content'),
    mention('iban', 'a', 'messages[2].content'),
    mention('iban', 'a', 'messages[2].content'),
    { recogniser: 'no-stand-ins:split', dataClass: 'secret', path: 'messages[0].content' },
  ]);
  expect(found.map(({ mark, index, paths }) => [mark, index, paths])).toEqual([
    ['a', 1, ['messages[0].content', 'messages[2].content']],
    ['b', 2, ['messages[0].content']],
  ]);
  expect(stated).toEqual([{ recogniser: 'header', dataClass: 'secret' }]);
  expect(noStandIns).toEqual([{ code: 'split', path: 'messages[0].content' }]);
});
