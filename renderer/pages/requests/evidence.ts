import type { Trace } from '../../api/trace-stream.ts';

export type EvidenceEntry = Trace['evidence'][number];

/** One value that was found, wherever it stood. */
export interface FoundValue {
  recogniser: string;
  dataClass: EvidenceEntry['dataClass'];
  mark: string;
  /** The place of its first mention in the trace's list: by it a false alarm is reported. */
  index: number;
  /** Where else it stood is in `paths`. */
  start?: number;
  end?: number;
  paths: string[];
}

export interface Reasons {
  found: FoundValue[];
  /** Who stated the class, or what made it so. */
  stated: EvidenceEntry[];
  /** Why it was not sent with stand-ins. */
  noStandIns: { code: string; path?: string }[];
}

const NO_STAND_INS = 'no-stand-ins:';

/** A trace's evidence in the order in which a person reads it. */
export function reasonsOf(evidence: readonly EvidenceEntry[]): Reasons {
  const found = new Map<string, FoundValue>();
  const reasons: Reasons = { found: [], stated: [], noStandIns: [] };
  evidence.forEach(({ recogniser, dataClass, path, mark, start, end }, index) => {
    if (recogniser.startsWith(NO_STAND_INS)) {
      reasons.noStandIns.push({ code: recogniser.slice(NO_STAND_INS.length), ...(path !== undefined && { path }) });
    } else if (mark === undefined) {
      reasons.stated.push({ recogniser, dataClass });
    } else {
      const key = `${recogniser} ${mark}`;
      const value = found.get(key) ?? { recogniser, dataClass, mark, index, paths: [], ...(start !== undefined && end !== undefined && { start, end }) };
      found.set(key, value);
      if (path !== undefined && !value.paths.includes(path)) value.paths.push(path);
    }
  });
  return { ...reasons, found: [...found.values()] };
}

export type Place = { where: 'message' | 'fileIn' | 'callIn' | 'nameIn' | 'tool' | 'text'; number: number } | { where: 'input' | 'system' | 'metadata' | 'other' };

const MESSAGE = /^messages\[(\d+)\](.*)$/;
const NUMBERED = /^(tools|input|documents)\[(\d+)\]/;

/** `messages[1].content[0].text` is message 2: people count from one. */
export function placeIn(path: string): Place {
  const message = MESSAGE.exec(path);
  if (message) return { where: inMessage(message[2]!), number: Number(message[1]) + 1 };
  const numbered = NUMBERED.exec(path);
  if (numbered) return { where: numbered[1] === 'tools' ? 'tool' : 'text', number: Number(numbered[2]) + 1 };
  if (/^(input|prompt|query|suffix)$/.test(path)) return { where: 'input' };
  if (/^(system|instructions)\b/.test(path)) return { where: 'system' };
  return { where: /^(metadata|user|tags)\b/.test(path) ? 'metadata' : 'other' };
}

function inMessage(rest: string): 'message' | 'fileIn' | 'callIn' | 'nameIn' {
  if (/^\.content\[\d+\]\.file\b/.test(rest)) return 'fileIn';
  if (/^\.(tool_calls|function_call)\b/.test(rest)) return 'callIn';
  return rest === '.name' ? 'nameIn' : 'message';
}
