import { describe, expect, it } from 'vitest';
import type { Json } from '../core/json.ts';
import { createInspector } from './engine.ts';
import { FINDINGS_MAX } from './inspection.ts';
import { identifiers } from './identifiers/identifiers.ts';
import { look } from './look.ts';
import type { Detector, Recogniser } from './recogniser.ts';
import { secrets } from './secrets/secrets.ts';

const AHV = '756.9217.0769.85';
const inspector = createInspector([identifiers, secrets]);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const found = (body: Json) => inspector.inspect(body).findings.map(({ recogniser, path, kind }) => `${recogniser.id} ${kind} ${path}`);

describe('every string is looked at', () => {
  it.each<[string, Json, string]>([
    ['a message', { messages: [{ role: 'user', content: AHV }] }, 'ch-ahv value messages[0].content'],
    ['a part', { messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }, { type: 'text', text: AHV }] }] }, 'ch-ahv value messages[0].content[1].text'],
    ['the system message', { messages: [{ role: 'system', content: AHV }] }, 'ch-ahv value messages[0].content'],
    ['a tool result', { messages: [{ role: 'tool', tool_call_id: 'c', content: `{"no":"${AHV}"}` }] }, 'ch-ahv value messages[0].content'],
    ['the arguments of a call', { messages: [{ role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: `{"no":"${AHV}"}` } }] }] }, 'ch-ahv value messages[0].tool_calls[0].function.arguments'],
    ['a tool definition', { tools: [{ type: 'function', function: { name: 'f', description: AHV } }] }, 'ch-ahv value tools[0].function.description'],
    ['a key of the client', { metadata: { [AHV]: 'x' } }, 'ch-ahv key metadata.*'],
    ['metadata, whose key is not shown', { metadata: { 'Anna Muster': AHV } }, 'ch-ahv value metadata.*'],
    ['a role that is none', { messages: [{ role: AHV, content: 'x' }] }, 'ch-ahv value messages[0].role'],
    ['a number', { messages: [{ role: 'tool', content: [{ type: 'text', text: 'x', no: 7569217076985 }] }] }, 'ch-ahv number messages[0].content[0].*'],
    ['a file name', { messages: [{ role: 'user', content: [{ type: 'file', file: { filename: `${AHV}.pdf`, file_data: 'data:application/pdf;base64,AAAA' } }] }] }, 'ch-ahv value messages[0].content[0].file.filename'],
    ['text where a recording should be', { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: `${'Guten Tag! '.repeat(40)} ${AHV}`, format: 'wav' } }] }] }, 'ch-ahv value messages[0].content[0].input_audio.data'],
  ])('%s', (_what, body, expected) => {
    expect(found(body)).toContain(expected);
  });

  it.each<[string, Json]>([
    ['in metadata that is called like a payload', { metadata: { data: `AHV 756 9217 0769 85 ${'lorem ipsum '.repeat(40)}` } }],
    ['in base64 that is called like an image', { messages: [{ role: 'user', content: [{ type: 'text', text: 'x', image_url: { url: `data:image/png;base64,${base64(`${AHV} `.repeat(50))}` } }] }] }],
    ['in a number with a point', { metadata: { no: 756.9217076985 } }],
    ['in a number below nought', { metadata: { no: -7569217076985 } }],
    ['in base64 that stands where no part of a message is', { metadata: { input_audio: { data: base64(`${AHV} `.repeat(50)) } } }],
    ['in a payload that is words', { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: `AHV 756 9217 0769 85 ${'lorem ipsum '.repeat(40)}`, format: 'wav' } }] }] }],
    ['with a letter before it', 'x756.9217.0769.85'],
    ['with a word behind it', '756.9217.0769.85und'],
    ['an IBAN behind a letter', 'xCH6600762011623852958y'],
    ['a card with a word before it', 'Karte4539148803436467'],
  ])('%s', (_what, body) => {
    expect(inspector.inspect(body).dataClass).toBe('confidential');
  });

  it('at any depth', () => {
    let body: Json = AHV;
    for (let i = 0; i < 100_000; i++) body = [body];
    expect(inspector.inspect(body).dataClass).toBe('confidential');
  });
});

describe('encodings', () => {
  it.each<[string, string]>([
    ['base64 in base64', base64(base64(`Nummer ${AHV}`))],
    ['base64 in lines', base64(`Sehr geehrte Frau Muster, Ihre Nummer lautet wie folgt: ${AHV}. Freundliche Grüsse`).replace(/(.{20})/g, '$1\r\n')],
    ['base64 behind a name', `value=${base64(`Nummer ${AHV}`)}`],
    ['base64 with a letter before it', `x${base64(`Die Nummer der Frau ist ${AHV}`)}`],
    ['base64 of UTF-16', Buffer.from(`Die Nummer der Frau ist ${AHV}`, 'utf16le').toString('base64')],
    ['base64 with zero-width characters', Array.from(base64(`Nummer ${AHV}`)).join('\u200b')],
    ['percent signs of percent signs', encodeURIComponent(Array.from(AHV, (char) => `%${char.charCodeAt(0).toString(16)}`).join(''))],
    ['entities of entities', Array.from(AHV, (char) => `&amp;#${char.charCodeAt(0)};`).join('')],
    ['hex', Buffer.from(`Nummer ${AHV}`).toString('hex')],
    ['hex of the number alone, in capitals', Buffer.from('7569217076985').toString('hex').toUpperCase()],
    ['hex with 0x and a word before it', `key=0x${Buffer.from(`Zürich ${AHV}`).toString('hex')}`],
    ['hex in base64', base64(Buffer.from(`Nummer ${AHV}`).toString('hex'))],
    ['base64 in short lines', base64(`Nummer ${AHV}`).replace(/.{8}/g, '$&\n')],
    ['base64 in lines of twelve on Windows', base64(`Ihre Nummer ist ${AHV}`).replace(/.{12}/g, '$&\r\n')],
    ['base64 in words', base64(`Nummer ${AHV}`).replace(/.{4}/g, '$& ').trim()],
    ['hex with blanks', Buffer.from(`Nummer ${AHV}`).toString('hex').replace(/..(?=.)/g, '$& ')],
    ['hex with colons, in capitals', Buffer.from(`Nummer ${AHV}`).toString('hex').toUpperCase().replace(/..(?=.)/g, '$&:')],
    ['hex byte by byte on lines', Buffer.from(`Nr. ${AHV}`).toString('hex').replace(/..(?=.)/g, '$&\n')],
    ['hex as a dump shows it', Buffer.from(AHV).toString('hex').replace(/.{4}(?=.)/g, '$& ')],
    ['quoted-printable', Array.from(`Nr ${AHV}`, (char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`).join('')],
    ['quoted-printable of the points alone', AHV.replaceAll('.', '=2E')],
    ['a soft line end', '756.9217=\r\n.0769.85'],
    ['quoted-printable over lines', `Z=C3=BCrich ${AHV.slice(0, 6)}= \n${AHV.slice(6)}`],
    ['base64 in quoted-printable', base64(`Die Nummer der Frau ist ${AHV}`).replace(/(.{10})/g, '$1=\n')],
    ['entities in quoted-printable', `756=26#46;9217.0769.85 =C3=BC`],
    ['entities with zeros before the number', Array.from(AHV, (char) => `&#000000000${char.charCodeAt(0)};`).join('')],
    ['entities in hex with zeros before the number', Array.from(AHV, (char) => `&#x00000${char.charCodeAt(0).toString(16)};`).join('')],
    ['percent signs with u', Array.from(AHV, (char) => `%u00${char.charCodeAt(0).toString(16)}`).join('')],
    ['long escapes', Array.from(AHV, (char) => `\\U000000${char.charCodeAt(0).toString(16)}`).join('')],
    ['octal escapes', Array.from(AHV, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`).join('')],
    ['short octal escapes', Array.from(AHV, (char) => `\\${char.charCodeAt(0).toString(8)}`).join('')],
    ['one octal escape', AHV.replace('6', '\\066')],
    ['octal escapes in a string of JSON', JSON.stringify(Array.from(AHV, (char) => `\\${char.charCodeAt(0).toString(8)}`).join(''))],
    ['names of code points', Array.from(AHV, (char) => `U+00${char.charCodeAt(0).toString(16)}`).join('')],
    ['names of code points with blanks', Array.from(AHV, (char) => `U+00${char.charCodeAt(0).toString(16)}`).join(' ')],
    ['JSON in a string of JSON', JSON.stringify(JSON.stringify({ no: AHV }))],
  ])('%s', (_what, text) => {
    const { findings, dataClass } = inspector.inspectText(`Hallo ${text} Ende`);
    expect(dataClass).toBe('confidential');
    expect(findings[0]!.recogniser.id).toBe('ch-ahv');
    expect(findings[0]!.value()).toBe('7569217076985');
  });

  it('quoted-printable maps back to its signs, and hides no other reading', () => {
    const text = 'Zürich =C3=BC no=75&#54;.9217.0769.85 und =37=35=36.1234.5678.97.';
    expect(inspector.inspectText(text).findings.map(({ start, end }) => text.slice(start, end))).toEqual(['75&#54;.9217.0769.85', '=37=35=36.1234.5678.97']);
  });

  it.each(['n=20&size=30', 'a = 1; b=2;\nwidth=20px', '3f2a9c7e51b04d68a1c2e3f405162738495a6b7c', '507f1f77bcf86cd799439011', 'x=12\ny=34'])('finds nothing in %s', (text) => {
    expect(inspector.inspectText(text).findings).toEqual([]);
  });

  it('a value of a base64 block covers the block', () => {
    const block = base64(`Nummer ${AHV}`);
    const [finding] = inspector.inspectText(`Hallo ${block} Ende`).findings;
    expect([finding!.start, finding!.end]).toEqual([6, 6 + block.length]);
  });
});

describe('drawn in another way', () => {
  const each = (between: string) => Array.from(AHV.replaceAll('.', '')).join(between);
  const FILLED = '⓿❶❷❸❹❺❻❼❽❾';
  const SANS = '🄌➊➋➌➍➎➏➐➑➒';
  const as = (digits: string) => AHV.replace(/\d/g, (digit) => Array.from(digits)[Number(digit)]!);

  it.each<[string, string]>([
    ['filled circles', as(FILLED)],
    ['filled circles without serifs', as(SANS)],
    ['emoji', each('😀')],
    ['emoji of many parts', each('👨‍👩‍👧🏽')],
    ['blanks of Braille', each('\u2800')],
    ['stars', each('⭐')],
    ['ticks', each('✔')],
    ['digit by digit on lines, with its points', Array.from(AHV).join('\n')],
    ['digit by digit on lines of Windows, with its points', Array.from(AHV).join('\r\n')],
  ])('an AHV number: %s', (_what, text) => {
    expect(inspector.inspectText(`Nummer ${text} gut`).findings.map(({ recogniser, value }) => [recogniser.id, value().replace(/\D/g, '')])).toContainEqual(['ch-ahv', '7569217076985']);
  });

  it.each<[string, string, string]>([
    ['an IBAN with emoji', 'iban', 'C😀H😀66 0076 2011 6238 5295 8'],
    ['an IBAN with a combining accent', 'iban', 'C\u0301H66 0076 2011 6238 5295 8'],
    ['an IBAN with an accent on a digit', 'iban', 'CH6\u03016 0076 2011 6238 5295 8'],
    ['an IBAN with letters that have one', 'iban', 'ĆḢ66 0076 2011 6238 5295 8'],
    ['an IBAN with one in its middle', 'iban', 'GB46 BÁRC\u0301 2032 5148 6719 30'],
    ['an IBAN in boxes', 'iban', '🅲🅷66 0076 2011 6238 5295 8'],
    ['a key', 'api-key', 'ghp_16C\u03017e42F292c6912E7710c838347Ae178B4a\u0300'],
    ['the beginning of a key', 'api-key', 'g\u0301hp_16C7e42F292c6912E7710c838347Ae178B4a'],
  ])('%s', (_what, id, text) => {
    expect(inspector.inspectText(`Hier: ${text} gut`).findings.map(({ recogniser }) => recogniser.id)).toContain(id);
  });

  it.each(['1\n\n2\n\n7569217', 'Note ⭐⭐⭐ 5⭐ 4⭐', 'Preis 7😀'])('nothing in %j', (text) => {
    expect(inspector.inspectText(text).findings).toEqual([]);
  });
});

describe('cut over messages', () => {
  const messages = (...contents: string[]): Json => ({ messages: contents.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content })) });

  it('is found where the other side answered between', () => {
    const { findings, dataClass } = inspector.inspect(messages('meine Nummer ist 756.9217', 'ja?', '.0769.85'));
    expect(dataClass).toBe('confidential');
    expect(findings[0]).toMatchObject({ path: 'messages[0].content', start: 17, end: 25, split: true, certain: false });
  });

  it('is found in three pieces, and behind long texts', () => {
    const parts = ['lorem ipsum '.repeat(50) + '756.92', '17.07', '69.85 ' + 'dolor sit '.repeat(50)];
    expect(inspector.inspect({ input: parts }).dataClass).toBe('confidential');
  });

  it('is found where the word that explains it stands in another message', () => {
    const { findings } = inspector.inspect(messages('Die Steuer-ID?', 'ja', ' 36 574 261 809'));
    expect(findings.map(({ recogniser, split }) => [recogniser.id, split])).toContainEqual(['tax-id', false]);
  });

  it('is found where the same messages were harmless in another order, or beside another', () => {
    const said = (...contents: string[]) => found({ messages: contents.map((content) => ({ role: 'user', content })) });
    for (let times = 0; times < 2; times++) {
      expect(said('notare.org', 'we know anna.muster@')).toEqual([]);
      expect(said('we know anna.muster@', ' and no other')).toEqual([]);
      expect(said('anna@', '.', 'org')).toEqual([]);
    }
    expect(said('we know anna.muster@', 'notare.org')).toEqual(['email value messages[0].content']);
    expect(said('anna@', 'a.', 'org')).toEqual(['email value messages[0].content']);
  });

  it('is found in halves of a letter, however harmless other halves were', () => {
    const said = (...contents: string[]) => found({ messages: contents.map((content) => ({ role: 'user', content })) });
    expect(said('please write to anna.muster@notare.\ufffd', '\ufffdrg and so on')).toEqual([]);
    expect(said('please write to anna.muster@notare.\ud835', '\udc28rg and so on')).toEqual(['email value messages[0].content']);
    expect(said('card 4539 \ufffd\\udfcf488 0343 6467')).toEqual([]);
    expect(said('card 4539 \ud835\\udfcf488 0343 6467')).toEqual(['payment-card value messages[0].content']);
  });

  it('is told once where a field holds it whole', () => {
    expect(inspector.inspect(messages(AHV, 'ja', 'danke')).findings).toHaveLength(1);
  });
});

describe('what the office decides', () => {
  it('a recogniser that is off finds nothing', () => {
    expect(createInspector([identifiers], { off: new Set(['ch-ahv']) }).inspectText(AHV).findings).toEqual([]);
  });
  it('a class of its own', () => {
    expect(createInspector([identifiers], { classes: new Map([['ch-ahv', 'secret']]) }).inspectText(AHV).dataClass).toBe('secret');
  });
  it('a value that is a false alarm, however it is written', () => {
    const allowing = createInspector([identifiers], { allowed: (id, value) => id === 'ch-ahv' && value === '7569217076985' });
    expect(allowing.inspectText('756 9217 0769 85').dataClass).toBe('public');
    expect(allowing.inspectText('756.1234.5678.97').dataClass).toBe('confidential');
  });
});

describe('bounds', () => {
  it('lists so many findings and says that there are more', () => {
    const inspection = inspector.inspectText('anna@kanzlei.ch '.repeat(FINDINGS_MAX + 5));
    expect(inspection.findings).toHaveLength(FINDINGS_MAX);
    expect(inspection.more).toBe(true);
  });

  it('counts what it does not list', () => {
    expect(inspector.inspectText(`${'anna@kanzlei.ch '.repeat(FINDINGS_MAX)} ${AHV}`).dataClass).toBe('confidential');
  });

  it('lets an error of a detector through', () => {
    const broken: Detector = { recognisers: [{ id: 'x' } as Recogniser], detect: () => { throw new Error('broken'); } };
    expect(() => createInspector([broken]).inspectText('x')).toThrow('broken');
  });

  it('never holds the event loop for long', async () => {
    const text = 'Die Sitzung beginnt um 14:30 Uhr, im Jahr 2024 waren es 3 Anträge. '.repeat(15_000);
    let last = performance.now();
    const held: number[] = [];
    await inspector.inspectSliced({ input: text }, async () => {
      held.push(performance.now() - last);
      await new Promise(setImmediate);
      last = performance.now();
    });
    expect(held.length).toBeGreaterThan(12);
    expect(held.sort((a, b) => a - b)[Math.floor(held.length / 2)]).toBeLessThan(20);
  });

  it('gives others a turn between long texts that were clean before', async () => {
    const body = Array.from({ length: 20 }, (_, number) => `${number} ${'Ein Satz ohne etwas darin. '.repeat(20_000)}`);
    inspector.inspect(body);
    let turns = 0;
    await inspector.inspectSliced(body, async () => void (turns += 1));
    expect(turns).toBeGreaterThan(5);
  });

  it('looks at blocks of base64 within blocks a bounded number of times', () => {
    let text = 'Wort und Satz 7 '.repeat(1_250);
    // A first line of another length, and a last one that goes on with words: two blocks, and two ways in which they may end.
    for (let depth = 0; depth < 4; depth++) text = `${Buffer.from(text).toString('base64').replace(/^.{16}|.{76}/g, '$&\n')}\nx y`;
    let looked = 0;
    for (const characters of look(text, [], () => {})) looked += characters;
    expect(looked / text.length).toBeGreaterThan(5);
    expect(looked / text.length).toBeLessThan(45);
  });
});
