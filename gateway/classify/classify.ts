import { type DataClass, isDataClass, maxClass } from '../core/data-class.ts';
import type { VirtualKey } from '../core/model.ts';

/** Why a class is at least what it is: who says so and where; never the text itself. */
export interface Evidence {
  recogniser: string;
  dataClass: DataClass;
  path?: string;
}

const CLASS_TAG = 'class:';

export interface ClassifyInput {
  key: VirtualKey;
  /** From the URL's class prefix and the `x-gatehouse-class` header. */
  declared: readonly { source: string; dataClass: DataClass }[];
  tags: readonly string[];
  /** What this conversation has reached before. */
  conversation?: DataClass;
  /** True where the body holds parts that nothing here can read. */
  unreadable: boolean;
}

export interface Classification {
  dataClass: DataClass;
  evidence: Evidence[];
}

/** The class that a tag states, however it is capitalised. */
function classInTag(tag: string): DataClass | undefined {
  const lower = tag.toLowerCase();
  const named = lower.startsWith(CLASS_TAG) ? lower.slice(CLASS_TAG.length).trim() : lower;
  return isDataClass(named) ? named : undefined;
}

/**
 * The class is the highest that anybody states or finds: it only rises. Recognisers that read the text add their evidence to the same list.
 */
export function classify(input: ClassifyInput): Classification {
  const evidence: Evidence[] = [{ recogniser: 'key-floor', dataClass: input.key.floor }];
  for (const { source, dataClass } of input.declared) evidence.push({ recogniser: source, dataClass });
  for (const tag of input.tags) {
    const named = classInTag(tag);
    if (named) evidence.push({ recogniser: 'tag', dataClass: named });
  }
  if (input.conversation) evidence.push({ recogniser: 'conversation', dataClass: input.conversation });
  // What cannot be read could be anything that the key may carry.
  if (input.unreadable) evidence.push({ recogniser: 'unreadable-part', dataClass: input.key.mediaClass ?? input.key.ceiling });
  let dataClass: DataClass = 'public';
  for (const entry of evidence) dataClass = maxClass(dataClass, entry.dataClass);
  return { dataClass, evidence };
}
