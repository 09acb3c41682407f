import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { type Unreadable, unreadableBytes, worse } from '../../core/unreadable.ts';
import { readPart } from './office-part.ts';
import { Workbook } from './sheets.ts';
import { type FileText, MAX_PARTS, MAX_UNPACKED_BYTES } from './types.ts';
import { decodeXml } from './xml.ts';

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
  const workbook = new Workbook();
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      // Attack: a zip bomb; what is unpacked is counted, not what the archive says of itself.
      if (++entries > MAX_PARTS) return reject(new Error('too many parts'));
      texts.push(entry.fileName);
      if (entry.fileName.endsWith('/') && entry.uncompressedSize === 0) return zip.readEntry();
      unpack(zip, entry, room).then((part) => {
        room -= part.length;
        if (/\.(?:xml|rels|vml)$|^mimetype$/i.test(entry.fileName)) texts.push(...textsOf(part, workbook));
        else unreadable = worse(unreadable, unreadableBytes(part));
        zip.readEntry();
      }).catch(reject);
    });
    zip.readEntry();
  });
  texts.push(...workbook.tables());
  return { texts, unreadable };
}

function textsOf(bytes: Buffer, workbook: Workbook): string[] {
  const xml = decodeXml(bytes);
  const part = readPart(xml);
  workbook.add(part.root, xml);
  return part.texts;
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
