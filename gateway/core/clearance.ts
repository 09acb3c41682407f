import type { DataClass } from './data-class.ts';

/** What a clearance lets out, and where to. */
export interface Grant {
  purpose: 'request' | 'model-download' | 'local-control' | 'credential-test' | 'export' | 'alert' | 'price-list' | 'update-check';
  /** Of the data that it lets out; `public` where none of the office's data is in it. */
  dataClass: DataClass;
  /** The exact origins, as `https://api.example.com`, that may be spoken to. */
  origins: readonly string[];
  policyVersion: number;
  /** Only the request with stand-ins in the place of what was recognised may be sent. */
  pseudonymised?: boolean;
}

/** Known to this file alone: who does not hold it cannot construct a clearance, not by reflection either. */
const MINT = Symbol('mint');
let taken = false;

/** Permission to send; made by `policy/` only, checked by `egress/` at every send. */
export class Clearance {
  readonly grant: Grant;
  /** Only what went through the constructor has it: a copy, a look-alike or an heir does not. */
  readonly #genuine = true;

  private constructor(mint: symbol, grant: Grant) {
    if (mint !== MINT) throw new Error('only policy/ makes clearances');
    this.grant = Object.freeze({ ...grant, origins: Object.freeze([...grant.origins]) });
    Object.freeze(this);
  }

  /** Hands out the only way to make a clearance, once per process: `policy/` takes it when it is loaded, so that whoever asks later gets an error. */
  static takeMint(): (grant: Grant) => Clearance {
    if (taken) throw new Error('the clearance mint is already taken: only policy/ makes clearances');
    taken = true;
    return (grant) => new Clearance(MINT, grant);
  }

  static isGenuine(value: unknown): value is Clearance {
    return typeof value === 'object' && value !== null && #genuine in value && value.#genuine;
  }
}
