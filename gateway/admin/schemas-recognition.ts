import Type, { type Static } from 'typebox';
import { closed, DataClass, Name, nullable, Text, Time } from './schemas.ts';

const WordKind = Type.Enum(['person', 'organisation', 'matter', 'word']);
/** Characters of what a person tries out or pastes. */
const MAX_TEXT = 2_000_000;
/** Of a word list as it was pasted or chosen, within the limit of a body. */
const MAX_LIST = 19_000_000;

export const RecogniserInfo = Type.Object({
  id: Type.String(),
  group: Type.Enum(['identifier', 'secret', 'person', 'context', 'office']),
  /** The word of its stand-ins, as in `<IBAN_1>`; null: what it finds cannot be replaced. */
  entity: nullable(Type.String()),
  /** In force. */
  dataClass: DataClass,
  /** Its own, unless the office changes it. */
  ownClass: DataClass,
  /** 0 to 1: how much of what raises to its class one finding is; at 1 one is enough. */
  weight: Type.Number(),
  /** What one finding alone raises to; null: nothing, where the weight is below 1. */
  alone: nullable(DataClass),
  enabled: Type.Boolean(),
  examples: Type.Object({ found: Type.Array(Type.String()), passed: Type.Array(Type.String()) }),
});
export const RecogniserChange = closed({ enabled: Type.Optional(Type.Boolean()), /** null: its own again. */ dataClass: Type.Optional(nullable(DataClass)) });

export const WordList = Type.Object({ id: Type.String(), name: Type.String(), kind: WordKind, dataClass: DataClass, count: Type.Integer(), updatedAt: Time });
export const Words = Type.Object({ list: WordList, words: Type.Array(Type.String()) });
/** Text as pasted, or a file's bytes in base64 (its encoding is found out). */
const Source = { text: Type.Optional(Type.String({ maxLength: MAX_LIST })), data: Type.Optional(Type.String({ maxLength: MAX_LIST })) };
export const WordListSource = closed(Source);
export const WordListPreview = Type.Object({
  count: Type.Integer(),
  /** The first hundred. */
  sample: Type.Array(Type.String()),
  rejected: Type.Integer(),
  /** The first hundred of them; `line` counts from 1. */
  rejections: Type.Array(Type.Object({ line: Type.Integer(), text: Type.String(), code: Type.String(), /** The code in words. */ reason: Type.String() })),
});
/** `add`: to the list that is there; else in its place. `remove`: words that leave it. */
export const WordListInput = closed({ id: Type.Optional(Name), name: Name, kind: WordKind, dataClass: DataClass, add: Type.Optional(Type.Boolean()), remove: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1000 })), ...Source });

export const Pattern = Type.Object({ id: Type.String(), name: Type.String(), source: Type.String(), dataClass: DataClass, updatedAt: Time });
export const PatternSource = closed({ source: Text });
/** `code` and `problem`: why it cannot be used, as a code and in words; `part`: where. */
export const PatternCheck = Type.Object({ ok: Type.Boolean(), code: Type.Optional(Type.String()), problem: Type.Optional(Type.String()), part: Type.Optional(Type.String()) });
export const PatternInput = closed({ id: Type.Optional(Name), name: Name, source: Text, dataClass: DataClass });

/** `trace`: null where it was found in a text that somebody tried out. */
export const AllowedFinding = Type.Object({ recogniser: Type.String(), mark: Type.String(), trace: nullable(Type.String()), reportedBy: Type.String(), reportedAt: Time });
/** The words that a false alarm was about, as somebody pastes them. */
const PastedWords = Type.String({ minLength: 1, maxLength: 20_000 });
const Offset = Type.Integer({ minimum: 0, maximum: MAX_TEXT });
/** One entry of a trace's `evidence`, by its place in the list; or a finding of `recognition.try`, with the text it stands in. */
export const FalseAlarm = Type.Union([
  closed({ trace: Name, evidence: Type.Integer({ minimum: 0, maximum: 1000 }), words: Type.Optional(PastedWords) }),
  closed({ text: Type.String({ minLength: 1, maxLength: MAX_TEXT }), recogniser: Name, start: Offset, end: Offset }),
]);
export const FoundValue = closed({ recogniser: Name, mark: Name });
/** `tested`: its words are kept as a test case. */
export const ReportedAlarm = Type.Object({ ...AllowedFinding.properties, tested: Type.Boolean() });
export const AlarmWords = closed({ words: PastedWords });
export const TestCase = Type.Object({ text: Type.String(), start: Type.Integer(), end: Type.Integer() });
const TestResult = Type.Union([
  /**
   * By its words and the recognisers of now. `silent`: the exception keeps it from being found; `unneeded`: it is not found without the exception either; `off`: its recogniser is switched
   * off; `failed`: its words could not be opened, or there was no time left.
   */
  Type.Object({ result: Type.Enum(['silent', 'unneeded', 'off', 'failed']) }),
  /** It is found as something else: as what, and the class that this makes by itself. */
  Type.Object({ result: Type.Literal('found'), recogniser: Type.String(), dataClass: DataClass }),
]);
/** `test`: null where there are no words. */
export const FalseAlarms = Type.Object({ alarms: Type.Array(Type.Object({ ...AllowedFinding.properties, test: nullable(TestResult) })) });

export const RecognitionState = Type.Object({
  recognisers: Type.Array(RecogniserInfo),
  lists: Type.Array(WordList),
  patterns: Type.Array(Pattern),
  allowed: Type.Array(AllowedFinding),
  /** What keeps it from working; while there is any, every request counts as the highest class that its key may carry. */
  problems: Type.Array(Type.String()),
});

/** Nothing of it is stored or sent. With a pattern that is not saved, that one is tried too. */
export const RecognitionTrial = closed({ text: Type.Optional(Type.String({ maxLength: MAX_TEXT })), file: Type.Optional(Type.String({ maxLength: MAX_LIST })), pattern: Type.Optional(closed({ source: Text, dataClass: DataClass })) });
export const RecognitionResult = Type.Object({
  dataClass: DataClass,
  /** What was read: the text itself, or the texts of the file. */
  texts: Type.Array(Type.String()),
  /** Something of the file could not be read: `media` (pictures, scans) counts as the key's class for them, `unknown` as the highest class that it may carry. */
  unreadable: nullable(Type.Enum(['media', 'unknown'])),
  findings: Type.Array(
    Type.Object({ recogniser: Type.String(), dataClass: DataClass, /** Which of `texts`. */ text: Type.Integer(), start: Type.Integer(), end: Type.Integer(), /** Sure enough to be replaced by a stand-in. */ certain: Type.Boolean() }),
  ),
  /** There were more findings than are listed. */
  more: Type.Boolean(),
  /** The first text as a provider would get it under `pseudonymise`; absent where it would not be sent so. */
  pseudonymised: Type.Optional(Type.String()),
});
export type RecogniserInfo = Static<typeof RecogniserInfo>;
export type RecognitionResult = Static<typeof RecognitionResult>;
