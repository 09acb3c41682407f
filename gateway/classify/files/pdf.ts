import { getDocumentProxy } from 'unpdf';
import { OPS } from 'unpdf/pdfjs';
import type { Unreadable } from '../../core/unreadable.ts';
import { type FileText, MAX_PAGES } from './types.ts';

const IMAGES = new Set<number>([OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject, OPS.paintImageXObjectRepeat, OPS.paintImageMaskXObjectRepeat, OPS.paintImageMaskXObjectGroup, OPS.paintInlineImageXObjectGroup, OPS.paintSolidColorImageMask]);
const PATHS = new Set<number>([OPS.constructPath, OPS.fill, OPS.stroke, OPS.shadingFill]);

/**
 * Reads a PDF's text, annotations with what they draw, form fields, outline, properties, alternative texts, scripts, names of layers, places and pages. Pages that
 * show images, or draw without any text, count as unreadable; so do attached files and forms in XML (XFA), whatever they hold. Throws for a file that is damaged,
 * encrypted or too long.
 */
export async function readPdf(bytes: Uint8Array): Promise<FileText> {
  const document = await getDocumentProxy(bytes, { disableFontFace: true, useSystemFonts: false, stopAtErrors: true, verbosity: 0 });
  if (document.numPages > MAX_PAGES) throw new Error('too many pages');
  const texts: string[] = [];
  const { info, metadata } = await document.getMetadata();
  let unreadable: Unreadable = ((await document.getAttachments()) !== null || (info as { IsXFAPresent?: boolean }).IsXFAPresent === true) && 'unknown';
  const add = (value: unknown): void => {
    const strings = stringsOf(value);
    if (strings.length > 0) texts.push(strings.join('\n'));
  };
  for (const part of [info, metadata && [...metadata], await document.getOutline(), await document.getFieldObjects(), await document.getJSActions()]) add(part);
  add(Object.keys(await document.getDestinations()));
  add((await document.getPageLabels())?.filter((label) => NOT_NUMBER.test(label)));
  add([...(await document.getOptionalContentConfig())].map(([, { name }]) => name));
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const items = (await page.getTextContent({ includeMarkedContent: false, disableNormalization: true })).items as { str: string; hasEOL: boolean }[];
    // Pieces of one word may come apart, and numbers of neighbouring columns must not run together: so once joined, once apart.
    const joined = items.map(({ str, hasEOL }) => str + (hasEOL ? '\n' : '')).join('');
    texts.push(joined, items.map(({ str }) => str).join(' '));
    add(await page.getAnnotations({ intent: 'any' }));
    add(await page.getStructTree());
    add(await page.getJSActions());
    const { fnArray, argsArray } = await page.getOperatorList({ intent: 'any' });
    add(drawnByAnnotations(fnArray, argsArray));
    if (fnArray.some((op) => IMAGES.has(op)) || (joined.trim() === '' && fnArray.some((op) => PATHS.has(op)))) unreadable ||= 'media';
    page.cleanup();
  }
  return { texts: texts.filter((text) => text.trim() !== ''), unreadable };
}

const NOT_NUMBER = /[^\divxlcm]/i;
/** When something was made or changed, as PDF and XMP write it: behind its author's name it would be a date of birth. */
const TIME = /^(?:D:(?:19|20)\d\d(?:0\d|1[0-2])[0-3]\d[0-2]\d[0-5]\d[0-5]\d(?:[Z+-][\d']{0,6})?|(?:19|20)\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)$/;

/** Attack: a stamp's words, a signature's or a filled form's, which belong to no text of the page and are seen by whoever looks at it. */
function drawnByAnnotations(operators: readonly number[], all: readonly unknown[]): string[] {
  const texts: string[] = [];
  let depth = 0;
  operators.forEach((op, index) => {
    if (op === OPS.beginAnnotation) depth++;
    else if (op === OPS.endAnnotation) depth--;
    else if (depth > 0 && op === OPS.showText) texts.push((all[index] as [Glyph[]])[0].map((glyph) => (typeof glyph === 'number' ? (glyph < GAP ? ' ' : '') : (glyph?.unicode ?? ''))).join(''));
    else if (depth > 0 && NEXT_LINE.has(op)) texts.push('\n');
  });
  return texts.length > 0 ? [texts.join('')] : [];
}

/** A sign, or how far the next one is moved to the left, in thousandths of its size. */
type Glyph = number | null | { unicode?: string };
const GAP = -200;
const NEXT_LINE = new Set<number>([OPS.beginText, OPS.nextLine, OPS.moveText, OPS.setTextMatrix, OPS.setLeadingMoveText, OPS.nextLineShowText, OPS.nextLineSetSpacingShowText]);

function stringsOf(value: unknown): string[] {
  const found: string[] = [];
  const stack = [value];
  while (stack.length > 0 && found.length < 100_000) {
    const one = stack.pop();
    if (typeof one === 'string') {
      if (!TIME.test(one)) found.push(one);
    } else if (typeof one === 'object' && one !== null && !ArrayBuffer.isView(one)) stack.push(...(Object.values(one) as unknown[]));
  }
  return found;
}
