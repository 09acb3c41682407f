import { type DataClass, isDataClass, maxClass } from '../core/data-class.ts';
import type { Evidence } from '../core/evidence.ts';
import type { VirtualKey } from '../core/model.ts';
import type { Unreadable } from '../core/unreadable.ts';

const CLASS_TAG = 'class:';

export interface ClassifyInput {
  key: VirtualKey;
  /** From the URL's class prefix and the `x-gatehouse-class` header. */
  declared: readonly { source: string; dataClass: DataClass }[];
  tags: readonly string[];
  /** What this conversation has reached before. */
  conversation?: DataClass;
  unreadable: Unreadable;
  /** What the recognisers say of everything that can be read; undefined where they failed. */
  found: { dataClass: DataClass; evidence(): Evidence[] } | undefined;
}

export interface Classification {
  dataClass: DataClass;
  /** What was found, and what was stated, highest first only where it matters: empty where nothing says more than the key's floor. */
  evidence: Evidence[];
}

/** The class that a tag states, however it is capitalised. */
function classInTag(tag: string): DataClass | undefined {
  const lower = tag.toLowerCase();
  const named = lower.startsWith(CLASS_TAG) ? lower.slice(CLASS_TAG.length).trim() : lower;
  return isDataClass(named) ? named : undefined;
}

/** The class is the highest that anybody states or finds: it only rises. */
export function classify(input: ClassifyInput): Classification {
  const { key, found } = input;
  const stated: Evidence[] = input.declared.map(({ source, dataClass }) => ({ recogniser: source, dataClass }));
  for (const tag of input.tags) {
    const named = classInTag(tag);
    if (named) stated.push({ recogniser: 'tag', dataClass: named });
  }
  if (input.conversation) stated.push({ recogniser: 'conversation', dataClass: input.conversation });
  // What cannot be read could be anything that the key may carry.
  if (input.unreadable) stated.push({ recogniser: 'unreadable-part', dataClass: (input.unreadable === 'media' ? key.mediaClass : null) ?? key.ceiling });
  // It could be anything, also what this key may not carry.
  if (!found) stated.push({ recogniser: 'recognisers-failed', dataClass: 'secret' });
  let dataClass = maxClass(key.floor, found?.dataClass ?? 'public');
  for (const entry of stated) dataClass = maxClass(dataClass, entry.dataClass);
  const evidence = [...(found?.evidence() ?? []), ...stated];
  return { dataClass, evidence: dataClass === key.floor && (found?.dataClass ?? 'public') === 'public' ? [] : evidence };
}
