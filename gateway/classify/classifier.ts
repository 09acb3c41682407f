import { setImmediate as turn } from 'node:timers/promises';
import type { FoundValue } from '../config/false-alarms.ts';
import type { Recognition } from '../config/recognition.ts';
import type { RecogniserSetting } from '../config/settings.ts';
import type { DataClass } from '../core/data-class.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Evidence } from '../core/evidence.ts';
import type { Json } from '../core/json.ts';
import { type Unreadable, worse } from '../core/unreadable.ts';
import { createInspector, type Inspector } from './engine.ts';
import { createFileReader } from './files/reader.ts';
import type { FileText } from './files/types.ts';
import type { Finding, Inspection } from './inspection.ts';
import type { BuiltIn } from './detectors.ts';
import type { Detector, Recogniser } from './recogniser.ts';

/** Bodies up to this many bytes are looked at in one go, within a millisecond or two. */
const AT_ONCE_BYTES = 64 * 1024;
/** So much of what was found is kept with a trace. */
const EVIDENCE_MAX = 40;

/** A file that a request carries. */
export interface FilePart {
  /** `messages[0].content[1].file`. */
  path: string;
  /** Base64, as a data URL or plain. */
  data: string;
}

export interface Looked extends Omit<Inspection, 'unreadable'> {
  /** What of its parts and files, and of its texts, could not be read. */
  unreadable: Unreadable;
  /** True where files were read: what they hold cannot be replaced by stand-ins. */
  files: boolean;
  evidence(): Evidence[];
}

export interface ClassifierDependencies {
  builtIn: BuiltIn;
  /** Of the office's words and patterns, made anew when they change. Throws where a list cannot be opened. */
  officeDetectors(): Detector[];
  recognition: Recognition;
  settings(): Record<string, RecogniserSetting>;
  log(line: string): void;
}

/** Looks at everything that a request holds, with the office's own words and settings. */
export interface Classifier {
  /** What is in a body of about so many bytes, and in its files. Throws, or rejects, where a recogniser fails: then the request counts as unreadable. */
  look(body: Json, files: readonly FilePart[], bytes: number): Looked | Promise<Looked>;
  readFile(bytes: Buffer): Promise<FileText>;
  /** The one in force. Throws `storage_unavailable` where the office's words cannot be read. */
  inspector(): Inspector;
  /** With one more detector, to try it out. */
  inspectorWith(detector: Detector): Inspector;
  /** Without one of the exceptions, if it is one: what that hides is found. */
  inspectorWithout(exception: FoundValue): Inspector;
  /** The keyed hash of what was found. */
  markOf(finding: Finding): string;
  recognisers(): Recogniser[];
  isEveryday(word: string): boolean;
  classOf(recogniser: Recogniser): DataClass;
  /** Whether the office has switched it off. */
  isOff(recogniser: string): boolean;
  /** Why nothing can be classified at the moment. */
  problem(): string | undefined;
  /** Reads words and settings anew. */
  reload(): void;
  close(): Promise<void>;
}

export function createClassifier({ builtIn, officeDetectors, recognition, settings, log }: ClassifierDependencies): Classifier {
  const files = createFileReader();
  let all: Detector[] = [];
  let inspector: Inspector | undefined;
  let problem: string | undefined;

  const classOf = (recogniser: Recogniser): DataClass => settings()[recogniser.id]?.dataClass ?? recogniser.dataClass;
  const markOf = (recogniser: string, value: string): string => recognition.mark(`${recogniser}\0${value}`);

  function build(with_: readonly Detector[], without?: FoundValue): Inspector {
    const isAllowed = (recogniser: string, value: string): boolean => {
      const mark = markOf(recogniser, value);
      return !(recogniser === without?.recogniser && mark === without.mark) && recognition.isAllowed(recogniser, mark);
    };
    const changed = Object.entries(settings());
    return createInspector(with_, {
      off: new Set(changed.filter(([, { enabled }]) => !enabled).map(([id]) => id)),
      classes: new Map(changed.flatMap(([id, { dataClass }]) => (dataClass ? [[id, dataClass] as const] : []))),
      ...(recognition.allowed().length > 0 && { allowed: isAllowed }),
    });
  }

  function reload(): void {
    try {
      all = [...builtIn.detectors, ...officeDetectors()];
      inspector = build(all);
      problem = undefined;
    } catch (error) {
      // Without the office's words a client's name would pass for nothing: until they can be read, everything counts as secret.
      inspector = undefined;
      problem = `The office's own words cannot be read, so every request counts as secret: ${error instanceof Error ? error.message : String(error)}`;
      log(problem);
    }
  }
  reload();

  function current(): Inspector {
    if (!inspector) throw new GatehouseError('storage_unavailable', problem ?? 'The recognisers are not ready.');
    return inspector;
  }

  const evidenceOf = ({ recogniser, path, start, end, value }: Finding): Evidence => ({ recogniser: recogniser.id, dataClass: classOf(recogniser), path, start, end, mark: markOf(recogniser.id, value()) });
  const looked = (inspection: Inspection, unreadable: Unreadable = false, hasFiles = false): Looked => ({ ...inspection, unreadable: worse(unreadable, inspection.unreadable && 'unknown'), files: hasFiles, evidence: () => inspection.findings.slice(0, EVIDENCE_MAX).map(evidenceOf) });

  async function readPart(data: string): Promise<FileText> {
    const bytes = bytesOf(data);
    return bytes ? await files.read(bytes) : { texts: [], unreadable: 'unknown' };
  }

  async function lookInto(body: Json, parts: readonly FilePart[]): Promise<Looked> {
    if (parts.length === 0) return looked(await current().inspectSliced(body, () => turn()));
    const read = await Promise.all(parts.map(({ data }) => readPart(data)));
    const { findings, ...rest } = await current().inspectSliced(body, () => turn(), read.map(({ texts }) => texts));
    const placed = findings.map((finding): Finding => (finding.file === undefined ? finding : { ...finding, path: parts[finding.file]!.path }));
    return looked({ ...rest, findings: placed }, read.reduce<Unreadable>((sum, { unreadable }) => worse(sum, unreadable), false), true);
  }

  return {
    look: (body, parts, bytes) => (parts.length === 0 && bytes <= AT_ONCE_BYTES ? looked(current().inspect(body)) : lookInto(body, parts)),
    readFile: (bytes) => files.read(bytes),
    inspector: current,
    inspectorWith: (detector) => build([...all, detector]),
    inspectorWithout(exception) {
      current();
      return build(all, exception);
    },
    markOf: ({ recogniser, value }) => markOf(recogniser.id, value()),
    isEveryday: builtIn.isEveryday,
    recognisers: () => all.flatMap((detector) => detector.recognisers),
    classOf,
    isOff: (recogniser) => settings()[recogniser]?.enabled === false,
    problem: () => problem,
    reload,
    close: () => files.close(),
  };
}

const DATA_URL = /^data:[^,]{0,200};base64,/i;
const BASE64 = /^[\w+/\s-]*(?:={1,2}\s*)?$/;

/** Undefined where it is no pure base64. Attack: a decoder that stops at a sign it does not know sees less of the file than one that goes on behind it. */
function bytesOf(data: string): Buffer | undefined {
  const head = DATA_URL.exec(data)?.[0] ?? '';
  const encoded = data.slice(head.length);
  return BASE64.test(encoded) ? Buffer.from(encoded, 'base64') : undefined;
}
