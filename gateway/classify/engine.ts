import type { DataClass } from '../core/data-class.ts';
import type { Json } from '../core/json.ts';
import { CleanTexts } from './clean-texts.ts';
import { eachField, type Field, wholeText } from './fields.ts';
import { CLOCK_COST, type Inspection, RunningInspection, type Sight } from './inspection.ts';
import type { Detector } from './recogniser.ts';

export interface InspectorOptions {
  /** Ids of recognisers that the office switched off. */
  off?: ReadonlySet<string>;
  /** Classes that the office gave to recognisers, by id. */
  classes?: ReadonlyMap<string, DataClass>;
  /** True for a value that the office reported as a false alarm of this recogniser. */
  allowed?: (recogniserId: string, value: string) => boolean;
}

export interface Inspector {
  /** Looks at every string of a request body. Throws what a detector throws: the caller counts the request as unreadable. */
  inspect(value: Json): Inspection;
  /** The same in slices: awaits `pause` every 64 K characters, and every few milliseconds. Texts of files that belong to it are looked at with it. */
  inspectSliced(value: Json, pause: () => Promise<void>, files?: readonly (readonly string[])[]): Promise<Inspection>;
  /** One text by itself, as field 0. */
  inspectText(text: string): Inspection;
}

/** Characters after which somebody else may have a turn, and milliseconds after which somebody must: adversarial text takes a hundred times as long. */
const SLICE = 64 * 1024;
const SLICE_MS = 4;

/**
 * Puts detectors together to something that reads requests: all strings, all encodings, across the borders of parts and messages.
 * More text never gives a lower class.
 */
export function createInspector(detectors: readonly Detector[], { off, classes, allowed }: InspectorOptions = {}): Inspector {
  const active = detectors.filter((detector) => detector.recognisers.some((recogniser) => !off?.has(recogniser.id)));
  const sight: Sight = {
    detectors: active,
    ofWords: active.filter((detector) => detector.recognisers.some(({ group }) => group === 'office')),
    clean: new CleanTexts(),
    classOf: (recogniser) => classes?.get(recogniser.id) ?? recogniser.dataClass,
    isOff: (recogniser) => off?.has(recogniser.id) ?? false,
    isAllowed: (recogniser, value) => allowed?.(recogniser.id, value) ?? false,
  };

  function* inspectBody(value: Json, files: readonly (readonly string[])[] = []): Generator<number, Inspection> {
    const fields: Field[] = [];
    for (const _ of eachField(value, (field) => fields.push(field))) yield CLOCK_COST;
    const firsts: number[] = [];
    for (const texts of files) {
      firsts.push(fields.length);
      for (const text of texts) fields.push(wholeText(text));
    }
    return yield* new RunningInspection(sight, fields, firsts).run();
  }

  const atOnce = (steps: Generator<number, Inspection>): Inspection => {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  };

  return {
    inspect: (value) => atOnce(inspectBody(value)),
    inspectText: (text) => atOnce(new RunningInspection(sight, [wholeText(text)]).run()),
    async inspectSliced(value, pause, files) {
      const steps = inspectBody(value, files);
      let begun = performance.now();
      for (let looked = 0, unclocked = 0; ; ) {
        const step = steps.next();
        if (step.done) return step.value;
        looked += step.value;
        unclocked += step.value;
        if (unclocked < CLOCK_COST) continue;
        unclocked = 0;
        if (looked < SLICE && performance.now() - begun < SLICE_MS) continue;
        looked = 0;
        await pause();
        begun = performance.now();
      }
    },
  };
}
