import { createHash, randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { docxOf } from '../../test/support/documents.ts';
import type { Json } from '../core/json.ts';
import { createInspector } from './engine.ts';
import { identifiers } from './identifiers/identifiers.ts';
import { secrets } from './secrets/secrets.ts';

const inspector = createInspector([identifiers, secrets]);
const AHV = '756.9217.0769.85';
const base64 = (bytes: Buffer | string) => Buffer.from(bytes as Buffer).toString('base64');
const random = (length: number) => Buffer.concat(Array.from({ length: Math.ceil(length / 64) }, (_, i) => createHash('sha512').update(`seed ${length} ${i}`).digest())).subarray(0, length);
const file = (head: string, length = 30) => Buffer.concat([Buffer.from(head, 'latin1'), random(length)]);
const docx = await docxOf(`<w:p><w:r><w:t>Nummer ${AHV}</w:t></w:r></w:p>`);
const gz = gzipSync(`Nummer ${AHV}`);
const unreadable = (text: string) => inspector.inspectText(text).unreadable;

describe('groups with a sign between them', () => {
  it('are read in time that grows with the text alone', () => {
    const time = (characters: number): number => {
      const text = 'CH93 0076 DE89 '.repeat(characters / 15);
      const begun = performance.now();
      inspector.inspectText(text);
      return performance.now() - begun;
    };
    time(300_000);
    expect(Math.min(...[0, 0].map(() => time(2_400_000) / time(300_000)))).toBeLessThan(24);
  }, 120_000);

  it.each([[4, ' '], [10, '\n']])('of %i are read to the end, however many there are (%j)', (group, sign) => {
    const said = `${'Nichts steht hier, was jemand wissen darf. '.repeat(16_000)}Nummer ${AHV} gehört`;
    for (const shift of ['', 'x', 'xy']) {
      const text = base64(shift + said).replaceAll(new RegExp(`.{${group}}`, 'g'), `$&${sign}`);
      expect(text.length).toBeGreaterThan(3 * 256 * 1024);
      expect(inspector.inspectText(text).dataClass).toBe('confidential');
    }
  });
});

describe('what nobody can read in a text counts as unreadable', () => {
  it.each<[string, string]>([
    ['a document in a tool result', JSON.stringify({ resource: { blob: base64(docx) } })],
    ['a document as PHP writes it', JSON.stringify({ blob: base64(docx) }).replaceAll('/', '\\/')],
    ['gzip', `zcat: ${base64(gz)}`],
    ['gzip with letters before it', `blob${base64(gz)}`],
    ['gzip behind a name', `data=${base64(gz)}`],
    ['gzip as base64url', base64(gz).replaceAll('+', '-').replaceAll('/', '_')],
    ['gzip in lines', base64(gz).replace(/.{20}/g, '$&\r\n')],
    ['gzip in hex', gz.toString('hex')],
    ['gzip in hex in capitals, behind 0x', `0x${gz.toString('hex').toUpperCase()}`],
    ['gzip in short lines', base64(gz).replace(/.{8}/g, '$&\n')],
    ['gzip in words', base64(gz).replace(/.{4}/g, '$& ')],
    ['gzip byte by byte', gz.toString('hex').replace(/../g, '$& ')],
    ['gzip in a hex dump', `00000000: ${gz.subarray(0, 16).toString('hex').replace(/.{4}/g, '$& ')} ...........`],
    ['gzip in base64 in base64', base64(base64(gz))],
    ['gzip behind words in one block', base64(Buffer.concat([Buffer.from('lorem ipsum dolor sit amet '.repeat(8)), gz]))],
    ['gzip in percent-encoding', encodeURIComponent(base64(gz))],
    ['an image of one pixel', '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">'],
    ['an image', `![Scan](data:image/png;base64,${base64(file('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'))})`],
    ['a photograph', base64(file('\xff\xd8\xff\xe0\0\x10JFIF\0'))],
    ['WebP', base64(file('RIFF\x40\0\0\0WEBPVP8 '))],
    ['PDF', base64(file('%PDF-1.7\n%'))],
    ['an old Office document', base64(file('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'))],
    ['7z', base64(file('7z\xbc\xaf\x27\x1c'))],
    ['rar', base64(file('Rar!\x1a\x07\x01\0'))],
    ['bzip2', base64(file('BZh91AY&SY'))],
    ['xz', base64(file('\xfd7zXZ\0'))],
    ['zstd', base64(zstdCompressSync(`Nummer ${AHV}`))],
    ['a recording', base64(file('ID3\x04\0\0'))],
    ['Ogg', base64(file('OggS\0\x02'))],
    ['a film', base64(file('\0\0\0\x20ftypisom'))],
    ['a picture of a telephone', base64(file('\0\0\0\x18ftypheic'))],
    ['TIFF', base64(file('II*\0\x08\0\0\0'))],
    ['bytes that nobody knows', `secret: ${base64(random(192))}`],
    ['bytes that nobody knows, in lines', base64(random(300)).replace(/.{64}/g, '$&\n')],
    ['bytes that nobody knows behind a text', base64(Buffer.concat([Buffer.from('lorem ipsum '.repeat(300)), random(400)]))],
    ['bytes that nobody knows in hex', random(300).toString('hex')],
    ['bytes without a head: brotli', base64(brotliCompressSync(random(200).toString('hex').repeat(2) + AHV))],
    ['bytes without a head: deflate', base64(deflateRawSync(Buffer.from(Array.from({ length: 60 }, (_, i) => `Satz ${i * 7919} über ${i * 31}`).join(' '))))],
    ['a bitmap', base64(Buffer.concat([Buffer.from('BM'), Buffer.alloc(400), random(20)]))],
  ])('%s', (_what, text) => {
    expect(unreadable(`Bitte lesen: ${text} Danke`)).toBe(true);
    expect(unreadable(`${'lorem ipsum dolor sit. '.repeat(900)}${text}`)).toBe(true);
  });

  it('in every place of a request, in one go and in slices', async () => {
    const body: Json = { messages: [{ role: 'user', content: 'Guten Tag' }, { role: 'tool', content: JSON.stringify({ resource: { blob: base64(docx) } }) }] };
    expect(inspector.inspect(body).unreadable).toBe(true);
    expect((await inspector.inspectSliced(body, async () => {})).unreadable).toBe(true);
    expect(inspector.inspect({ metadata: { x: base64(gz) } }).unreadable).toBe(true);
    expect(inspector.inspect({ messages: [{ role: 'user', content: 'Guten Tag' }] }).unreadable).toBe(false);
  });

  it('also where its beginning is cut over two messages', () => {
    const encoded = base64(gz);
    const said = (...contents: string[]) => inspector.inspect({ messages: contents.map((content) => ({ role: 'user', content })) }).unreadable;
    for (let cut = 1; cut < encoded.length - 1; cut++) expect(said(`x ${encoded.slice(0, cut)}`, encoded.slice(cut)), String(cut)).toBe(true);
  });

  it('again, once the text is known', () => {
    const body: Json = { messages: [{ role: 'user', content: `Anhang ${base64(random(600))}` }] };
    for (let times = 0; times < 3; times++) expect(inspector.inspect(body)).toMatchObject({ unreadable: true, dataClass: 'public' });
  });

  it('and looks in time in proportion', () => {
    for (const unit of ['a b ', 'ab:', 'abcd ', '4a ', '4a\r\n', 'H4sI', 'PK', '/9j/', 'UEsDBB', 'A1b2C3d4', 'ffd8ff', '1f8b08', 'eyJh.', `${base64(random(256)).slice(0, 342)}.`]) {
      const started = performance.now();
      inspector.inspectText(unit.repeat(1_000_000 / unit.length));
      expect(performance.now() - started, unit).toBeLessThan(3_000);
    }
  });
});

describe('what can be read, or says nothing, does not', () => {
  const uuid = (i: number) => createHash('md5').update(String(i)).digest('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
  const claims = Buffer.from(JSON.stringify({ sub: 'x'.repeat(300), role: 'reader', n: 1 })).toString('base64url');
  const header = Buffer.from('{"alg":"RS256","typ":"JWT"}').toString('base64url');

  it.each<[string, string]>([
    ['a text in base64', base64('Die Sitzung beginnt um 14 Uhr, und der Vertrag wird geprüft. '.repeat(20))],
    ['a text in base64 with a letter before it', `x${base64('Die Sitzung beginnt um 14 Uhr, und der Vertrag wird geprüft. '.repeat(20))}`],
    ['a text in UTF-16', base64(Buffer.from('Die Sitzung beginnt um 14 Uhr und endet am Abend. '.repeat(10), 'utf16le'))],
    ['a text in Latin-1', base64(Buffer.from('Für die Prüfung läßt sich nichts sagen, außer daß sie schön war. '.repeat(10), 'latin1'))],
    ['Chinese in base64', base64('会议于下午两点开始，合同将在年底前审查。'.repeat(20))],
    ['a text in base64 twice', base64(base64('Die Sitzung beginnt um 14 Uhr. '.repeat(20)))],
    ['a text in base64 behind a path', `/api/v1/blobs/${base64('Die Sitzung beginnt um 14 Uhr, und der Vertrag wird geprüft. '.repeat(20))}`],
    ['JSON in base64', base64(JSON.stringify(many(40, (i) => ({ id: i, name: `Nummer ${i}`, ok: i % 2 === 0 }))))],
    ['a token and its claims', `${header}.${claims}.${random(32).toString('base64url')}`],
    ['a token with a signature of RSA', `${header}.${claims}.${random(256).toString('base64url')}`],
    ['a digest', `sha512-${base64(random(64))} ${random(64).toString('hex')}`],
    ['digests on lines', many(40, (i) => createHash('sha256').update(String(i)).digest('hex')).join('\n')],
    ['names of objects on lines', many(40, (i) => uuid(i)).join('\n')],
    ['names of objects in one', many(40, (i) => uuid(i)).join('-')],
    ['tokens on lines', many(40, (i) => createHash('md5').update(String(i)).digest('base64url')).join('\n')],
    ['a token of some length', base64(random(180))],
    ['code, packed', 'function r(e,t){for(var n=0;n<t.length;n++){var i=t[n];i.enumerable=i.enumerable||!1,Object.defineProperty(e,i.key,i)}}'.repeat(40)],
    ['long names of code', many(60, (i) => `getUserPreferencesForAccount${i}WithDefaults`).join('_')],
    ['a path', many(30, (i) => `Users/AnnaMuster/Projects2024/src${i}`).join('/')],
    ['names on lines', many(80, (i) => `handleRequest${i}`).join('\n')],
    ['long words', 'Donaudampfschifffahrtsgesellschaftskapitän '.repeat(20)],
    ['a very long word', 'Donaudampfschifffahrtsgesellschaftskapitaen'.repeat(20)],
    ['lines drawn', `${'-'.repeat(400)} ${'='.repeat(400)} ${'A'.repeat(400)} ${'_1'.repeat(200)}`],
    ['digits', createHash('sha512').update('pi').digest('hex').replace(/[a-f]/g, '7').repeat(8)],
    ['words about it', 'iVBORw0KGgo is how PNG begins in base64, H4sI is gzip, and UEsDB is a zip; %PDF-1.7 and PK are heads too.'],
    ['a fingerprint', random(32).toString('hex').toUpperCase().replace(/..(?=.)/g, '$&:')],
    ['words of one length', 'dass wenn Frau Haus oder Hund Baum Zeit '.repeat(40)],
    ['times', many(40, (i) => String(10 + i)).join(':')],
    ['a column of tokens', many(60, (i) => createHash('md5').update(String(i)).digest('base64url').slice(0, 10)).join('\n')],
    ['a map of source', `"mappings":"${many(300, (i) => ['AAAA', 'CAAC', 'IAAI', 'EAAE'][i % 4]!).join(',')}"`],
  ])('%s', (_what, text) => {
    expect(unreadable(`Hier: ${text}, danke`)).toBe(false);
  });

  it('ids side by side in fields of their own', () => {
    expect(inspector.inspect({ messages: [{ role: 'tool', content: many(60, () => ({ type: 'text', text: randomBytes(16).toString('base64url') })) }] }).unreadable).toBe(false);
  });
});
