import { unreadableBytes } from '../../core/unreadable.ts';
import { readOfficeDocument } from './office-document.ts';
import { readPdf } from './pdf.ts';
import { readPlainText } from './plain-text.ts';
import { type FileText, MAX_FILE_BYTES } from './types.ts';

const UNREADABLE: FileText = { texts: [], unreadable: 'unknown' };
/** What begins like text and is none, or holds its words in a code of its own (RTF's `\'e9`). */
const CODED = /^(?:\{\\rtf|%!PS|<svg|MIME-Version:)/i;

/** Tells by the bytes, not by the name, what a file is, and reads it. Never throws: what cannot be read is unreadable. */
export async function readFile(bytes: Buffer): Promise<FileText> {
  if (bytes.length === 0 || bytes.length > MAX_FILE_BYTES) return UNREADABLE;
  try {
    // Readers of PDF accept the mark within the first kilobyte; such a file could be two things at once.
    const pdf = bytes.subarray(0, 1024).indexOf('%PDF-');
    if (pdf === 0) return await readPdf(new Uint8Array(bytes));
    if (pdf > 0) return UNREADABLE;
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) return await readOfficeDocument(bytes);
    const plain = readPlainText(bytes);
    if (!plain) return { texts: [], unreadable: unreadableBytes(bytes) };
    return CODED.test(plain.texts[0]!.trimStart()) ? { ...plain, unreadable: 'unknown' } : plain;
  } catch {
    return UNREADABLE;
  }
}
