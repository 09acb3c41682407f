/** What is told of an XML text, in its order. Entities and character references stay as they are written. */
export interface XmlVisitor {
  /** `attributes`: names and values. An element without content is opened and closed. */
  open(name: string, attributes: readonly [name: string, value: string][]): void;
  close(name: string): void;
  text(text: string): void;
  /** Comments, processing instructions and declarations: no reader shows them, and whoever gets the file has them. */
  aside(text: string): void;
}

const NAME = /[^\s/]*/y;
const ATTRIBUTE = /\s*([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;

/**
 * Walks through an XML text once (XML 1.0). Attack: what one reader takes for markup and leaves out, another one shows. Throws where it is not written as
 * XML must be, and where it defines entities of its own, which may stand for anything.
 */
export function walkXml(xml: string, visitor: XmlVisitor): void {
  for (let at = 0; at < xml.length; ) {
    const open = xml.indexOf('<', at);
    if (open !== at) visitor.text(xml.slice(at, open < 0 ? xml.length : open));
    if (open < 0) return;
    if (xml.startsWith('<!--', open)) at = upTo(xml, open + 4, '-->', (text) => visitor.aside(text));
    else if (xml.startsWith('<![CDATA[', open)) at = upTo(xml, open + 9, ']]>', (text) => visitor.text(text));
    else if (xml.startsWith('<?', open)) at = upTo(xml, open + 2, '?>', (text) => visitor.aside(text));
    else at = readTag(xml, open + 1, visitor);
  }
}

function upTo(xml: string, from: number, mark: string, tell: (text: string) => void): number {
  const end = xml.indexOf(mark, from);
  if (end < 0) throw new Error(`XML that lacks its ${mark}`);
  tell(xml.slice(from, end));
  return end + mark.length;
}

function readTag(xml: string, from: number, visitor: XmlVisitor): number {
  const end = tagEnd(xml, from);
  const tag = xml.slice(from, end);
  if (tag[0] === '!') {
    if (tag.includes('[')) throw new Error('XML that defines entities');
    visitor.aside(tag.slice(1));
  } else if (tag[0] === '/') {
    visitor.close(tag.slice(1).trimEnd());
  } else {
    NAME.lastIndex = 0;
    const [name] = NAME.exec(tag)!;
    visitor.open(name, tag.length === name.length ? [] : attributesOf(tag.slice(name.length)));
    if (tag.endsWith('/')) visitor.close(name);
  }
  return end + 1;
}

function tagEnd(xml: string, from: number): number {
  for (let end = xml.indexOf('>', from); end >= 0; end = xml.indexOf('>', end + 1)) {
    const tag = xml.slice(from, end);
    if (tag.includes('<') || end - from > TAG_MAX) break;
    if (isBalanced(tag)) return end;
  }
  throw new Error('XML with a tag that does not end');
}

/** Attack: a tag of a megabyte of brackets within quotes, each of which is looked at. */
const TAG_MAX = 64 * 1024;

/** Every quote in it is closed. */
function isBalanced(tag: string): boolean {
  for (let at = 0; at < tag.length; ) {
    const double = tag.indexOf('"', at);
    const single = tag.indexOf("'", at);
    const open = double < 0 || (single >= 0 && single < double) ? single : double;
    if (open < 0) return true;
    at = tag.indexOf(tag[open]!, open + 1) + 1;
    if (at === 0) return false;
  }
  return true;
}

function attributesOf(text: string): [string, string][] {
  const attributes: [string, string][] = [];
  let end = 0;
  ATTRIBUTE.lastIndex = 0;
  for (let found = ATTRIBUTE.exec(text); found; found = ATTRIBUTE.exec(text)) {
    attributes.push([found[1]!, found[2] ?? found[3]!]);
    end = ATTRIBUTE.lastIndex;
  }
  if (!/^\s*\/?$/.test(text.slice(end))) throw new Error('XML with an attribute that is none');
  return attributes;
}

/** As its mark or its declaration says. Throws for what is written in neither that nor UTF-8. */
export function decodeXml(bytes: Buffer): string {
  return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
}

const DECLARED = /^<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/;

function encodingOf(bytes: Buffer): string {
  // The mark, or "<" in two bytes.
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0x3c && bytes[1] === 0)) return 'utf-16le';
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0 && bytes[1] === 0x3c)) return 'utf-16be';
  const declared = DECLARED.exec(bytes.toString('latin1', 0, 300))?.[1] ?? 'utf-8';
  // Of two bytes it would have been.
  if (/^(?:utf-?16|ucs-?2|iso-10646)/i.test(declared)) throw new Error('XML that is not in the encoding it declares');
  return declared;
}
