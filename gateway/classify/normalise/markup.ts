import { type View, ViewBuilder } from './view.ts';

/** What stands within a line, and parts no word: bold, a colour, a place where a line may break. */
const INLINE = 'b|i|u|s|em|strong|span|font|mark|small|big|sub|sup|code|kbd|samp|var|tt|abbr|cite|del|ins|bdi|bdo|wbr|a|nobr|o:p|color';
const TAG = `<(?:/?(?:${INLINE})(?:\\s[^<>]{0,300})?/?>|br ?/?>|!--[^<>]{0,300}-->)|\\[/?(?:b|i|u|s|color|size|url|font)(?:=[^\\]\\[]{0,80})?\\]`;
const LIKELY = new RegExp(`(?=[<[])(?:(?<=[\\p{L}\\d])(?:${TAG}){1,8}[\\p{L}\\d]|(?<=\\d[\\s./-]{0,3})(?:${TAG}){1,8}[\\s./-]{0,3}\\d)`, 'iu');
const LINE_BREAK = /^<br/i;
const AT = new RegExp(TAG, 'iuy');
const LESS = 0x3c;
const BRACKET = 0x5b;

/** A text without the markup within its lines: `756.<b>1234</b>.5678.97`. Undefined where none stands in a number or a word. */
export function withoutMarkup(text: string): View | undefined {
  if ((!text.includes('<') && !text.includes('[')) || !LIKELY.test(text)) return undefined;
  const out = new ViewBuilder(text.length);
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    AT.lastIndex = i;
    if ((code !== LESS && code !== BRACKET) || !AT.test(text)) {
      out.unit(code, i, i + 1);
      i += 1;
      continue;
    }
    const end = AT.lastIndex;
    if (LINE_BREAK.test(text.slice(i, i + 3))) out.text('\n', i, end);
    i = end;
  }
  return out.view();
}
