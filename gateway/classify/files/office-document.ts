import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { type Unreadable, unreadableBytes, worse } from '../../core/unreadable.ts';
import { type FileText, MAX_PARTS, MAX_UNPACKED_BYTES } from './types.ts';

/** Tags inside a paragraph of WordprocessingML, DrawingML and OpenDocument: what stands around them is one text, however it is formatted. */
const INSIDE_PARAGRAPH = /<\/?(?:w:(?!p[ >/]|tc[ >/]|tr[ >/]|tab[ >/]|br[ >/]|cr[ >/])|a:(?!p[ >/]|tc[ >/]|br[ >/])|text:(?!p[ >/]|h[ >/]|tab[ >/]|line-break[ >/]))[^<>]*>/g;
const TAG = /<[^<>]*>/g;
/** Values of attributes: addresses of links, names of authors, alternative texts. */
const ATTRIBUTE = /\s[\w:.-]+="([^"]{3,2000})"/g;
const STRUCTURE = /^(?:https?:\/\/(?:schemas\.|www\.w3\.org|purl\.o)|urn:|application\/|[\w.-]*(?:\.xml|\.rels)$|[0-9A-F]{8}$|[a-z]+$)/i;

/**
 * Reads a document that is a ZIP of XML parts (Office Open XML, ECMA-376; OpenDocument, ISO 26300): every XML part, with headers, comments, properties and
 * what is hidden. Other parts (images, macros, embedded files) count as unreadable. Throws for an archive that is damaged or unpacks to too much.
 */
export async function readOfficeDocument(bytes: Buffer): Promise<FileText> {
  const zip = await new Promise<ZipFile>((resolve, reject) => fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, opened) => (error ? reject(error) : resolve(opened))));
  const texts: string[] = [];
  let unreadable: Unreadable = false;
  let entries = 0;
  let room = MAX_UNPACKED_BYTES;
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      // Attack: a zip bomb; what is unpacked is counted, not what the archive says of itself.
      if (++entries > MAX_PARTS) return reject(new Error('too many parts'));
      if (entry.fileName.endsWith('/')) return zip.readEntry();
      texts.push(entry.fileName);
      unpack(zip, entry, room).then((part) => {
        room -= part.length;
        if (/\.(?:xml|rels|vml)$|^mimetype$/i.test(entry.fileName)) texts.push(...textsOf(decode(part)));
        else unreadable = worse(unreadable, unreadableBytes(part));
        zip.readEntry();
      }, reject);
    });
    zip.readEntry();
  });
  return { texts, unreadable };
}

function unpack(zip: ZipFile, entry: Entry, room: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      const parts: Buffer[] = [];
      let size = 0;
      stream.on('data', (part: Buffer) => {
        size += part.length;
        if (size > room) stream.destroy(new Error('unpacks to too much'));
        else parts.push(part);
      });
      stream.on('error', reject);
      stream.on('end', () => resolve(Buffer.concat(parts)));
    });
  });
}

function decode(xml: Buffer): string {
  if (xml[0] === 0xff && xml[1] === 0xfe) return xml.toString('utf16le');
  if (xml[0] === 0xfe && xml[1] === 0xff) return xml.subarray(0, xml.length & ~1).swap16().toString('utf16le');
  return xml.toString('utf8');
}

/** A name may be split over tags of formatting, and numbers of neighbouring cells must not run together: so once joined, once apart. */
function textsOf(xml: string): string[] {
  const attributes = [...xml.matchAll(ATTRIBUTE)].map(([, value]) => value!).filter((value) => !STRUCTURE.test(value));
  const joined = xml.replace(INSIDE_PARAGRAPH, '').replace(TAG, '\n').replace(/\n{2,}/g, '\n');
  const apart = xml.replace(TAG, ' ').replace(/ {2,}/g, ' ');
  return [joined, apart, attributes.join('\n')].filter((text) => text.trim() !== '');
}
