/** What leads elsewhere without slashes too, or does something. */
const SCHEMES = new Set(['http', 'https', 'ftp', 'ftps', 'ws', 'wss', 'file', 'filesystem', 'data', 'blob', 'javascript', 'vbscript', 'mailto', 'xmpp', 'sms', 'tel']);
const SCHEME_MAX = 10;
/** The character references that can hide the start of an address; no letter has a name. */
export const REFERENCES: ReadonlyMap<string, string> = new Map([['colon', ':'], ['sol', '/'], ['bsol', '\\'], ['period', '.'], ['Tab', '\t'], ['NewLine', '\n']]);
/** As long as those names, and more digits than a character has; zeros before them are not kept. */
const REFERENCE_MAX = 12;
const NUMBER = /^&#(?:\d|[xX][\dA-Fa-f])/;
const LONGER = /^&(?:#(?:\d*|[xX][\dA-Fa-f]*)|[A-Za-z\d]+)$/;

/**
 * Finds where an address starts, as it will be read: character references decoded, Markdown's backslashes and the line ends that browsers leave out gone.
 * Attack: `https&colon;&sol;&sol;evil.example`, `https\:&#47;evil.example`, `ht` and `tps:` on two lines.
 */
export class AddressStart {
  #run = '';
  #slash = false;
  #reference = '';
  readonly #found: (start: string) => void;

  /** @param found is called right behind the start, with it: `https:`, `//`, `www.`; behind each backslash too, by which style sheets hide one */
  constructor(found: (start: string) => void) {
    this.#found = found;
  }

  read(char: string): void {
    if (this.#reference !== '') {
      const more = this.#reference + char;
      if (LONGER.test(more)) {
        const number = more[1] === '#';
        if (number && (/^&#[xX]?0$/.test(more) || more.length > REFERENCE_MAX)) return;
        if (more.length <= REFERENCE_MAX) {
          this.#reference = more;
          return;
        }
      }
      this.#decode(char === ';');
      if (char === ';') return;
    }
    if (char === '&') this.#reference = '&';
    else this.#take(char);
  }

  /** What has begun ends here, as at a boundary of the text. */
  settle(): void {
    if (this.#reference !== '') this.#decode(false);
  }

  clear(): void {
    this.#reference = '';
    this.#run = '';
    this.#slash = false;
  }

  #decode(closed: boolean): void {
    const reference = this.#reference;
    this.#reference = '';
    let decoded: string | undefined;
    if (NUMBER.test(reference)) decoded = String.fromCharCode(Number(`0${reference.slice(2)}`));
    else if (closed) decoded = REFERENCES.get(reference.slice(1));
    for (const char of decoded ?? reference) this.#take(char);
  }

  #take(char: string): void {
    if (char === '\n' || char === '\t' || char === '\r') return;
    if (char === '/' || char === '\\') {
      if (this.#slash) this.#found('//');
      else if (char === '\\') this.#found(char);
      this.#slash = true;
      if (char === '/') this.#run = '';
      return;
    }
    this.#slash = false;
    const run = this.#run;
    if (char === ':') {
      this.#run = '';
      if (SCHEMES.has(run)) this.#found(`${run}:`);
    } else if (char === '.') {
      this.#run = '.';
      if (run === 'www') this.#found('www.');
    } else if (/[a-z\d+-]/i.test(char)) {
      // A longer one is no scheme; its first letters keep what follows from looking like one.
      if (run.length <= SCHEME_MAX) this.#run = run + char.toLowerCase();
    } else {
      this.#run = '';
    }
  }
}
