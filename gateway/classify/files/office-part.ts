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
const STRUCTURE = /^(?:https?:\/\/(?:schemas\.|www\.w3\.org|purl\.o)|urn:|application\/|[\w.-]*(?:\.xml|\.rels)$|[0-9A-F]{8}$|[a-z]+$)/i;

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
  readonly #joined: string[] = [];
  readonly #apart: string[] = [];
  readonly #values = new Set<string>();
  readonly #asides: string[] = [];
  readonly #rows = new Rows();

  open(name: string, attributes: readonly [string, string][]): void {
    for (const [attribute, value] of attributes) {
      if (attribute === 'xmlns' || attribute.startsWith('xmlns:')) this.#declare(attribute.slice(6), value);
      if (value.length >= SHORTEST_VALUE && !STRUCTURE.test(value)) this.#values.add(value);
    }
    const local = this.#border(name);
    if (this.root === '') this.root = local;
    this.#rows.open(local, attributes);
  }

  close(name: string): void {
    this.#rows.close(this.#border(name));
  }

  text(text: string): void {
    this.#joined.push(text);
    this.#apart.push(text);
    this.#rows.text(text);
  }

  aside(text: string): void {
    this.#asides.push(text);
  }

  texts(): string[] {
    const joined = this.#joined.join('').replace(/\n{2,}/g, '\n');
    const apart = this.#apart.join('').replace(/ {2,}/g, ' ');
    return [joined, apart, [...this.#values].join('\n'), this.#asides.join('\n'), this.#rows.table()].filter((text) => text.trim() !== '');
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
      this.#joined.push('\n');
      this.#rows.text(' ');
    }
    this.#apart.push(' ');
    return local;
  }
}
