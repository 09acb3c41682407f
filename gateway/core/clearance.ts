import type { DataClass } from './data-class.ts';

/** What a clearance lets out, and where to. */
export interface Grant {
  purpose: 'request' | 'model-download' | 'local-control' | 'credential-test';
  /** Of the data that it lets out; `public` where none of the office's data is in it. */
  dataClass: DataClass;
  /** The exact origins, as `https://api.example.com`, that may be spoken to. */
  origins: readonly string[];
  policyVersion: number;
}

const genuine = new WeakSet<object>();

/** Permission to send; made by `policy/` only, checked by `egress/` at every send. */
export class Clearance {
  readonly grant: Grant;

  private constructor(grant: Grant) {
    this.grant = Object.freeze({ ...grant, origins: Object.freeze([...grant.origins]) });
    Object.freeze(this);
  }

  /**
   * Hands out the only way to make a clearance, once per process: `policy/` takes it when it is loaded, so that
   * whoever asks later gets an error, and an object that merely looks like a clearance is not in the set.
   */
  static takeMint(): (grant: Grant) => Clearance {
    if (minted) throw new Error('the clearance mint is already taken: only policy/ makes clearances');
    minted = true;
    return (grant) => {
      const clearance = new Clearance(grant);
      genuine.add(clearance);
      return clearance;
    };
  }
}

let minted = false;

export function isGenuineClearance(value: unknown): value is Clearance {
  return typeof value === 'object' && value !== null && genuine.has(value);
}
