import { classRank, DATA_CLASSES, type DataClass, maxClass } from '../core/data-class.ts';
import type { Recogniser } from './recogniser.ts';

/** The second value of a kind counts half, the third a quarter: a list of addresses is more than one address, and no more than two. */
const REPEAT = 0.5;
const VALUES_MAX = 8;
/** Weights are decimal fractions: three times 0.4 and one of 0.2 must not fall short of 1 by a rounding. */
const REACHED = 1 - 1e-9;

/** How a class comes to be: weights of findings that speak for it or for a higher one. Findings only add. */
export class Score {
  #values = new Map<Recogniser, Set<string>>();
  #classOf: (recogniser: Recogniser) => DataClass;

  /** @param classOf the class that a recogniser's findings speak for here; the office may have changed it. */
  constructor(classOf: (recogniser: Recogniser) => DataClass) {
    this.#classOf = classOf;
  }

  rankOf(recogniser: Recogniser): number {
    return classRank(this.#classOf(recogniser));
  }

  /** @param value tells the same value from another; the same one counts once. */
  add(recogniser: Recogniser, value: string): void {
    const values = this.#values.get(recogniser);
    if (!values) this.#values.set(recogniser, new Set([value]));
    else if (values.size < VALUES_MAX) values.add(value);
  }

  /**
   * The highest class whose findings' weights sum to 1, where a finding counts for its own class and the lower ones; at least what a single finding
   * is by itself (`alone`). `public` without findings.
   */
  dataClass(): DataClass {
    let reached: DataClass = 'public';
    const sums = new Float64Array(DATA_CLASSES.length);
    for (const [recogniser, values] of this.#values) {
      const spokenFor = this.#classOf(recogniser);
      const weight = (recogniser.weight * (1 - REPEAT ** values.size)) / (1 - REPEAT);
      for (let rank = classRank(spokenFor); rank > 0; rank--) sums[rank]! += weight;
      if (recogniser.alone) reached = maxClass(reached, classRank(recogniser.alone) < classRank(spokenFor) ? recogniser.alone : spokenFor);
    }
    for (const dataClass of DATA_CLASSES) if (sums[classRank(dataClass)]! >= REACHED) reached = maxClass(reached, dataClass);
    return reached;
  }
}
