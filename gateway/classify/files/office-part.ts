import { decodeEscapes } from '../normalise/escapes.ts';
import { Rows } from './rows.ts';
import { walkXml, type XmlVisitor } from './xml.ts';

/** One XML part of an office document. */
export interface Part {
  /** The first element's name, without its prefix. */
  root: string;
  /** The same words in more than one of them. */
  texts: string[];
}

type Family = 'word' | 'drawing' | 'text' | 'sheet';

/** As Office and LibreOffice write them; other programs choose other prefixes and say so. */
const PREFIXES: readonly [prefix: string, Family][] = [['w', 'word'], ['a', 'drawing'], ['text', 'text']];
const NAMESPACES: readonly [RegExp, Family][] = [
  [/\/wordprocessingml(?:\/2006)?\/main$/, 'word'],
  [/\/drawingml(?:\/2006)?\/main$/, 'drawing'],
  [/:opendocument:xmlns:text:1\.0$/, 'text'],
  [/\/spreadsheetml(?:\/2006)?\/main$/, 'sheet'],
];
/** Elements that end a text, by family: what stands around others is one text, however it is formatted. */
const ENDING: Readonly<Record<Exclude<Family, 'sheet'>, ReadonlySet<string>>> = {
  word: new Set(['p', 'tc', 'tr', 'tab', 'br', 'cr']),
  drawing: new Set(['p', 'tc', 'tr', 'br']),
  text: new Set(['p', 'h', 'tab', 'line-break']),
};
/** Of a sheet's rich text; everything else there ends a text. */
const FORMATTING = new Set(['r', 't', 'rPr', 'b', 'i', 'u', 'strike', 'sz', 'color', 'rFont', 'family', 'charset', 'scheme', 'vertAlign', 'outline', 'shadow', 'condense', 'extend']);

const SHORTEST_VALUE = 3;
const STRUCTURE = /^(?:https?:\/\/(?:schemas\.|www\.w3\.org|purl\.o)|urn:|application\/|[\w.-]*(?:\.xml|\.rels)$|[0-9A-F]{8}$|[a-z]+$|Times New Roman$|(?:ＭＳ|MS) (?:Ｐ|P|UI )?(?:ゴシック|明朝|Gothic|Mincho)$)/iu;
/** Stands between values that have nothing to do with each other: no finding reaches across. */
const GAP = '\n\n¶\n\n';
const NUMBER_MAX = 40;
const NUMBER = /^[\s\d.,+-]*\d[\s\d.,+-]*$/;
/** Of one of a workbook's texts, which stand in another part. */
const TEXT_NUMBER = /^\d{1,7}$/;
/** When a document was made: behind its author's name it would be a date of birth. */
const TIME = /^(?:19|20)\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?$/;
const DECLARATION = /^xml version=["']1\.[01]["'](?: encoding=["'][\w-]{1,20}["'])?(?: standalone=["'](?:yes|no)["'])?\s*$/;
const PROPERTIES = new Set(['coreProperties', 'document-meta']);

/** What one part says: its words, values of attributes (addresses of links, names of authors, alternative texts), comments, and its tables. Throws for what is no XML. */
export function readPart(xml: string): Part {
  const reader = new PartReader();
  walkXml(xml, reader);
  return { root: reader.root, texts: reader.texts() };
}

class PartReader implements XmlVisitor {
  root = '';
  readonly #families = new Map<string, Family>(PREFIXES);
  /** A name may be split over tags of formatting, and numbers of neighbouring cells must not run together: so once joined, once apart. */
  readonly #joined = new Pieces();
  readonly #apart = new Pieces();
  readonly #values = new Set<string>();
  readonly #asides: string[] = [];
  readonly #rows = new Rows();
  /** What was said since the last border. */
  #run = '';
  #runApart = '';
  #family: Family | undefined;
  #inTextNumber = false;

  open(name: string, attributes: readonly [string, string][]): void {
    for (const [attribute, value] of attributes) {
      if (attribute === 'xmlns' || attribute.startsWith('xmlns:')) this.#declare(attribute.slice(6), value);
      if (value.length >= SHORTEST_VALUE && !STRUCTURE.test(decodeEscapes(value)?.text ?? value)) this.#values.add(value);
    }
    const local = this.#border(name);
    if (this.root === '') this.root = local;
    if (this.#family === 'sheet' && local === 'c') this.#inTextNumber = attributes.some(([attribute, value]) => attribute === 't' && value === 's');
    this.#rows.open(local, attributes);
  }

  close(name: string): void {
    this.#rows.close(this.#border(name));
  }

  text(text: string): void {
    if (this.#inTextNumber && TEXT_NUMBER.test(text)) return;
    if (PROPERTIES.has(this.root) && TIME.test(text)) return;
    this.#run += text;
    this.#runApart += text;
    this.#rows.text(text);
  }

  aside(text: string): void {
    if (!DECLARATION.test(text)) this.#asides.push(text);
  }

  #flush(): void {
    if (this.#run !== '') {
      // Sizes, counts and the cells of a sheet: as one they are somebody's card by chance.
      const gap = (this.#family === undefined || this.#family === 'sheet') && this.#run.length <= NUMBER_MAX && NUMBER.test(this.#run) ? GAP : '';
      this.#joined.add(gap + this.#run + gap);
      this.#apart.add(gap + this.#runApart + gap);
      this.#run = '';
      this.#runApart = ' ';
    }
    this.#joined.addOnce('\n');
  }

  texts(): string[] {
    this.#flush();
    const joined = this.#joined.text().replace(/\n{2,}/g, '\n').replaceAll('\n¶\n', GAP);
    const apart = this.#apart.text().replace(/ {2,}/g, ' ');
    return [joined, apart, [...this.#values].join(GAP), this.#asides.join(GAP), this.#rows.table()].filter((text) => text.trim() !== '');
  }

  #declare(prefix: string, namespace: string): void {
    const family = NAMESPACES.find(([known]) => known.test(namespace))?.[1];
    if (family) this.#families.set(prefix, family);
  }

  /** Notes the border that a tag is; gives its name without the prefix. */
  #border(name: string): string {
    const colon = name.indexOf(':');
    const local = name.slice(colon + 1);
    const family = this.#families.get(colon < 0 ? '' : name.slice(0, colon));
    const inside = family !== undefined && (family === 'sheet' ? FORMATTING.has(local) : !ENDING[family].has(local));
    if (!inside) {
      this.#flush();
      this.#rows.text(' ');
    }
    if (!this.#runApart.endsWith(' ')) this.#runApart += ' ';
    this.#family = family;
    return local;
  }
}

const PIECES_MAX = 4096;

/** A text that comes in millions of pieces. */
class Pieces {
  readonly #whole: string[] = [];
  #pieces: string[] = [];

  add(piece: string): void {
    this.#pieces.push(piece);
    if (this.#pieces.length < PIECES_MAX) return;
    this.#whole.push(this.#pieces.join(''));
    this.#pieces = [];
  }

  /** Unless it was the last one. */
  addOnce(piece: string): void {
    if (this.#pieces.at(-1) !== piece) this.add(piece);
  }

  text(): string {
    return this.#whole.join('') + this.#pieces.join('');
  }
}
