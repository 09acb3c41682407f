import Type from 'typebox';
import { CONTENT_MODES } from '../core/contents.ts';
import { closed, DataClass, Name, nullable, Time } from './schemas.ts';

const Rule = closed({ mode: Type.Enum([...CONTENT_MODES]), days: Type.Integer({ minimum: 1, maximum: 3650 }) });
/** What is kept of requests and answers, by class. */
export const ContentRules = closed({ public: Rule, internal: Rule, confidential: Rule, secret: Rule });
/** What is left out stays as it is. */
export const ContentRulesChange = closed({ public: Type.Optional(Rule), internal: Type.Optional(Rule), confidential: Type.Optional(Rule), secret: Type.Optional(Rule) });
export const ContentState = Type.Object({
  rules: ContentRules,
  waiting: Type.Integer(),
  /** Not kept since the start, because too much came at once or the disk was full. */
  dropped: Type.Integer(),
  totals: Type.Array(Type.Object({ dataClass: DataClass, records: Type.Integer(), bytes: Type.Number(), oldest: Time })),
});
export const Content = Type.Object({
  traceId: Type.String(),
  time: Time,
  keyId: Type.String(),
  owner: Type.String(),
  session: nullable(Type.String()),
  dataClass: DataClass,
  /** JSON; only its beginning, or nothing, where `cut`. Hostile text. */
  request: Type.String(),
  /** JSON, or the text of a streamed answer. Hostile text. */
  answer: Type.String(),
  cut: Type.Boolean(),
});
export const ContentQuestion = closed({ text: Type.String({ minLength: 1, maxLength: 1_000_000 }) });
export const ContentMatches = Type.Object({
  matches: Type.Array(Type.Object({ traceId: Type.String(), time: Time, keyId: Type.String(), dataClass: DataClass, answer: Type.Boolean() })),
});
/** As in traces: `person:Anna`, `application:CRM`. */
const Owner = Type.String({ minLength: 1, maxLength: 250 });
const Session = Type.String({ minLength: 1, maxLength: 512 });
export const ContentErasure = Type.Union([
  closed({ by: Type.Literal('key'), keyId: Name }),
  closed({ by: Type.Literal('owner'), owner: Owner }),
  closed({ by: Type.Literal('session'), keyId: Name, session: Session }),
  closed({ by: Type.Literal('trace'), trace: Name }),
]);
/** `scrubbed` false: the last traces of it leave the disk within a minute. */
export const ContentErased = Type.Object({ erased: Type.Integer(), scrubbed: Type.Boolean() });

export const SessionQuery = closed({ keyId: Name, session: Session });

const TraceFormat = Type.Enum(['csv', 'jsonl']);
/** As that of a list, without a limit. */
export const traceExportQuery = <P extends Type.TProperties>({ limit: _, ...filter }: P & { limit: unknown }) => closed({ ...filter, format: TraceFormat });
