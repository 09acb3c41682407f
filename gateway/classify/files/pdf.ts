import { getDocumentProxy } from 'unpdf';
import { OPS } from 'unpdf/pdfjs';
import type { Unreadable } from '../../core/unreadable.ts';
import { type FileText, MAX_PAGES } from './types.ts';

const IMAGES = new Set<number>([OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject, OPS.paintImageXObjectRepeat, OPS.paintImageMaskXObjectRepeat, OPS.paintImageMaskXObjectGroup, OPS.paintInlineImageXObjectGroup, OPS.paintSolidColorImageMask]);
const PATHS = new Set<number>([OPS.constructPath, OPS.fill, OPS.stroke, OPS.shadingFill]);

/**
 * Reads a PDF's text, annotations, form fields, outline and properties. Pages that show images, or draw without any text, and attached files count as
 * unreadable, the latter whatever they are. Throws for a file that is damaged, encrypted or too long.
 */
export async function readPdf(bytes: Uint8Array): Promise<FileText> {
  const document = await getDocumentProxy(bytes, { disableFontFace: true, useSystemFonts: false, stopAtErrors: true, verbosity: 0 });
  if (document.numPages > MAX_PAGES) throw new Error('too many pages');
  const texts: string[] = [];
  let unreadable: Unreadable = (await document.getAttachments()) !== null && 'unknown';
  const add = (value: unknown): void => {
    const strings = stringsOf(value);
    if (strings.length > 0) texts.push(strings.join('\n'));
  };
  add((await document.getMetadata()).info);
  add(await document.getOutline());
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const items = (await page.getTextContent({ includeMarkedContent: false, disableNormalization: true })).items as { str: string; hasEOL: boolean }[];
    // Pieces of one word may come apart, and numbers of neighbouring columns must not run together: so once joined, once apart.
    const joined = items.map(({ str, hasEOL }) => str + (hasEOL ? '\n' : '')).join('');
    texts.push(joined, items.map(({ str }) => str).join(' '));
    add((await page.getAnnotations()).map(({ contentsObj, titleObj, fieldValue, alternativeText, url, unsafeUrl, richText }) => ({ contentsObj, titleObj, fieldValue, alternativeText, url, unsafeUrl, richText })));
    const { fnArray } = await page.getOperatorList();
    if (fnArray.some((op) => IMAGES.has(op)) || (joined.trim() === '' && fnArray.some((op) => PATHS.has(op)))) unreadable ||= 'media';
    page.cleanup();
  }
  return { texts: texts.filter((text) => text.trim() !== ''), unreadable };
}

function stringsOf(value: unknown): string[] {
  const found: string[] = [];
  const stack = [value];
  while (stack.length > 0 && found.length < 100_000) {
    const one = stack.pop();
    if (typeof one === 'string') found.push(one);
    else if (typeof one === 'object' && one !== null && !ArrayBuffer.isView(one)) stack.push(...(Object.values(one) as unknown[]));
  }
  return found;
}
