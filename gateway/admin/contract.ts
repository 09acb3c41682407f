/**
 * The admin API in one table: what each operation takes and gives, and who may call it. The server validates by it, and the command line and
 * the UI get their types from it; so nothing of Node is imported here.
 */
import Type, { type Static, type TSchema } from 'typebox';
import * as a from './schemas-audit.ts';
import * as k from './schemas-contents.ts';
import { Diagnostics } from './schemas-diagnostics.ts';
import * as x from './schemas-exporters.ts';
import * as o from './schemas-office.ts';
import * as m from './schemas-money.ts';
import * as p from './schemas-prices.ts';
import * as c from './schemas-recognition.ts';
import * as r from './schemas-rules.ts';
import * as t from './schemas-status.ts';
import * as s from './schemas.ts';

export type Role = 'admin' | 'auditor';
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Operation {
  method: Method;
  /** Under `/admin/api`; `:name` is a parameter. */
  path: string;
  /** `anyone`: without a session. */
  roles: 'anyone' | readonly Role[];
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  response: TSchema;
}

const BOTH = ['admin', 'auditor'] as const;
const ADMIN = ['admin'] as const;
const id = Type.Object({ id: s.Name }, { additionalProperties: false });
const name = Type.Object({ name: s.Name }, { additionalProperties: false });
const nothing = Type.Object({ ok: Type.Literal(true) });

const Secret = Type.String({ minLength: 1, maxLength: 200 });

export const OPERATIONS = {
  status: { method: 'GET', path: '/status', roles: BOTH, response: t.Status },
  overview: { method: 'GET', path: '/overview', roles: BOTH, response: o.Overview },
  doctor: { method: 'GET', path: '/doctor', roles: ADMIN, response: t.Doctor },

  /** A file for whoever helps; shown to the person before it is saved. */
  diagnostics: { method: 'GET', path: '/diagnostics', roles: ADMIN, response: Diagnostics },
  'lockdown.set': { method: 'PUT', path: '/lockdown', roles: ADMIN, body: Type.Object({ on: Type.Boolean() }, { additionalProperties: false }), response: t.Lockdown },
  'settings.get': { method: 'GET', path: '/settings', roles: ADMIN, response: o.Settings },
  'settings.set': { method: 'PATCH', path: '/settings', roles: ADMIN, body: o.SettingsChange, response: o.Settings },
  'firstRun.get': { method: 'GET', path: '/first-run', roles: ADMIN, response: o.FirstRunState },
  'firstRun.set': { method: 'PUT', path: '/first-run', roles: ADMIN, body: o.FirstRun, response: o.FirstRunState },
  'starters.list': { method: 'GET', path: '/starters', roles: ADMIN, response: Type.Object({ starters: Type.Array(o.StarterPolicy) }) },

  'updates.get': { method: 'GET', path: '/updates', roles: ADMIN, response: o.Updates },
  'updates.set': { method: 'PUT', path: '/updates', roles: ADMIN, body: o.UpdateSettings, response: o.Updates },
  /** Looks now; nothing is fetched or installed. */
  'updates.check': { method: 'POST', path: '/updates/check', roles: ADMIN, response: o.Updates },

  'session.create': { method: 'POST', path: '/session', roles: 'anyone', body: Type.Object({ token: Secret }, { additionalProperties: false }), response: s.Session },
  'session.challenge': { method: 'POST', path: '/session/challenge', roles: 'anyone', response: Type.Object({ challenge: Type.String() }) },
  /** See `AdminSessions.resume`. */
  'session.resume': { method: 'POST', path: '/session/resume', roles: 'anyone', body: Type.Object({ token: Secret, challenge: Secret, proof: Secret }, { additionalProperties: false }), response: s.Session },
  'session.get': { method: 'GET', path: '/session', roles: BOTH, response: s.OwnSession },
  'session.end': { method: 'DELETE', path: '/session', roles: BOTH, response: nothing },
  'admins.list': { method: 'GET', path: '/admins', roles: ADMIN, response: Type.Object({ admins: Type.Array(s.Admin) }) },
  'admins.link': { method: 'POST', path: '/admins/links', roles: ADMIN, body: s.LinkInput, response: s.Link },
  'admins.remove': { method: 'DELETE', path: '/admins/:name', roles: ADMIN, params: name, response: nothing },
  'recovery.renew': { method: 'POST', path: '/recovery-key', roles: ADMIN, response: Type.Object({ recoveryKey: Type.String() }) },
  /** The person has put the newest recovery key into a safe place. */
  'recovery.confirm': { method: 'POST', path: '/recovery-key/confirm', roles: ADMIN, response: nothing },

  /** A key for the UI's own chat; it ends with the session, and takes the place of the one before. */
  'ask.key': { method: 'POST', path: '/ask/key', roles: ADMIN, body: Type.Object({ floor: Type.Optional(s.DataClass) }, { additionalProperties: false }), response: o.AskKey },
  'keys.list': { method: 'GET', path: '/keys', roles: ADMIN, response: Type.Object({ keys: Type.Array(s.Key) }) },
  'keys.create': { method: 'POST', path: '/keys', roles: ADMIN, body: s.KeyInput, response: s.CreatedKey },
  'keys.update': { method: 'PATCH', path: '/keys/:id', roles: ADMIN, params: id, body: s.KeyChange, response: s.Key },
  'keys.revoke': { method: 'DELETE', path: '/keys/:id', roles: ADMIN, params: id, response: nothing },

  'providers.list': { method: 'GET', path: '/providers', roles: ADMIN, response: Type.Object({ providers: Type.Array(s.Provider), kinds: Type.Array(s.ProviderKind) }) },
  'providers.catalogue': { method: 'GET', path: '/providers/catalogue', roles: ADMIN, response: Type.Object({ providers: Type.Array(o.ProviderCard) }) },
  'providers.add': { method: 'POST', path: '/providers', roles: ADMIN, body: s.ProviderInput, response: s.Provider },
  'providers.update': { method: 'PATCH', path: '/providers/:id', roles: ADMIN, params: id, body: s.ProviderChange, response: s.Provider },
  'providers.remove': { method: 'DELETE', path: '/providers/:id', roles: ADMIN, params: id, response: nothing },
  /** As `providers.test`, of what is not saved. */
  'providers.try': { method: 'POST', path: '/providers/try', roles: ADMIN, body: s.ProviderTrial, response: s.ProviderTest },
  'providers.test': { method: 'POST', path: '/providers/:id/test', roles: ADMIN, params: id, response: s.ProviderTest },

  'aliases.list': { method: 'GET', path: '/aliases', roles: ADMIN, response: Type.Object({ aliases: Type.Array(s.Alias) }) },
  /** Those named come first. */
  'aliases.order': { method: 'PUT', path: '/aliases', roles: ADMIN, body: Type.Object({ names: Type.Array(s.Name, { maxItems: 10_000 }) }, { additionalProperties: false }), response: Type.Object({ aliases: Type.Array(s.Alias) }) },
  'aliases.set': { method: 'PUT', path: '/aliases/:name', roles: ADMIN, params: name, body: Type.Object({ deployments: Type.Array(s.Text, { minItems: 1, maxItems: 100 }) }, { additionalProperties: false }), response: s.Alias },
  'aliases.remove': { method: 'DELETE', path: '/aliases/:name', roles: ADMIN, params: name, response: nothing },

  'models.list': { method: 'GET', path: '/models', roles: ADMIN, response: Type.Object({ models: Type.Array(t.LocalModel) }) },
  'models.pull': { method: 'POST', path: '/models/pull', roles: ADMIN, body: Type.Object({ name: s.Text }, { additionalProperties: false }), response: t.StepStarted },
  'models.cancel': { method: 'POST', path: '/models/cancel', roles: ADMIN, body: Type.Object({ id: s.Text }, { additionalProperties: false }), response: nothing },
  'models.import': { method: 'POST', path: '/models/import', roles: ADMIN, body: Type.Object({ path: s.Text, name: s.Text }, { additionalProperties: false }), response: t.StepStarted },
  'models.takeOver': { method: 'POST', path: '/models/take-over', roles: ADMIN, body: Type.Object({ path: Type.Optional(s.Text) }, { additionalProperties: false }), response: Type.Object({ models: Type.Array(t.TakenOver) }) },
  'models.remove': { method: 'POST', path: '/models/remove', roles: ADMIN, body: Type.Object({ name: s.Text }, { additionalProperties: false }), response: nothing },
  'models.hardware': { method: 'GET', path: '/models/hardware', roles: ADMIN, response: Type.Object({ hardware: t.Hardware }) },
  'models.memory': { method: 'GET', path: '/models/memory', roles: ADMIN, response: Type.Object({ models: Type.Array(t.ModelMemory) }) },
  'models.benchmark': { method: 'POST', path: '/models/benchmark', roles: ADMIN, body: Type.Object({ model: s.Text }, { additionalProperties: false }), response: Type.Object({ benchmark: t.Benchmark }) },
  'models.recommendations': { method: 'GET', path: '/models/recommendations', roles: ADMIN, response: Type.Object({ recommendations: Type.Array(t.Recommendation) }) },

  'policy.get': { method: 'GET', path: '/policy', roles: BOTH, response: s.Policy },
  'policy.versions': { method: 'GET', path: '/policy/versions', roles: BOTH, response: Type.Object({ versions: Type.Array(s.PolicyVersion) }) },
  'policy.version': { method: 'GET', path: '/policy/versions/:version', roles: BOTH, params: Type.Object({ version: s.Digits }, { additionalProperties: false }), response: r.PolicyVersionChanges },
  /** What the rules speak of, by the names that people gave it; nothing secret. */
  'policy.subjects': { method: 'GET', path: '/policy/subjects', roles: BOTH, response: r.Subjects },
  'policy.reach': { method: 'GET', path: '/policy/reach', roles: BOTH, response: Type.Object({ reach: r.Reach }) },
  'policy.preview': { method: 'POST', path: '/policy/preview', roles: ADMIN, body: r.Draft, response: r.Preview },
  /** 409 where somebody else has made a version meanwhile. */
  'policy.apply': { method: 'POST', path: '/policy/apply', roles: ADMIN, body: r.DraftToApply, response: r.Applied },
  'policy.restore': { method: 'POST', path: '/policy/versions/:version/restore', roles: ADMIN, params: Type.Object({ version: s.Digits }, { additionalProperties: false }), body: r.Restore, response: r.Restored },
  'policy.cell': { method: 'PUT', path: '/policy/cell', roles: ADMIN, body: s.CellInput, response: s.PolicyChange },
  'policy.otherwise': { method: 'PUT', path: '/policy/otherwise', roles: ADMIN, body: Type.Object({ dataClass: s.DataClass, otherwise: Type.Enum(['local', 'refuse']), comment: Type.Optional(s.Comment) }, { additionalProperties: false }), response: s.PolicyChange },
  'policy.localModels': { method: 'PUT', path: '/policy/local-models', roles: ADMIN, body: Type.Object({ dataClass: s.DataClass, models: Type.Array(s.Text, { maxItems: 100 }), comment: Type.Optional(s.Comment) }, { additionalProperties: false }), response: s.PolicyChange },
  'policy.route': { method: 'PUT', path: '/policy/routes/:name', roles: ADMIN, params: name, body: s.RouteInput, response: s.PolicyChange },
  'policy.routeRemove': { method: 'DELETE', path: '/policy/routes/:name', roles: ADMIN, params: name, response: s.PolicyChange },
  'policy.simulate': { method: 'POST', path: '/policy/simulate', roles: BOTH, body: r.Attempt, response: s.SimulateResult },

  'recognition.get': { method: 'GET', path: '/recognition', roles: ADMIN, response: c.RecognitionState },
  'recognition.set': { method: 'PATCH', path: '/recognition/recognisers/:id', roles: ADMIN, params: id, body: c.RecogniserChange, response: c.RecogniserInfo },
  /** What would be found in a text or a file, and which class it makes; nothing is stored. */
  'recognition.try': { method: 'POST', path: '/recognition/try', roles: ADMIN, body: c.RecognitionTrial, response: c.RecognitionResult },
  'recognition.listPreview': { method: 'POST', path: '/recognition/lists/preview', roles: ADMIN, body: c.WordListSource, response: c.WordListPreview },
  'recognition.listSave': { method: 'POST', path: '/recognition/lists', roles: ADMIN, body: c.WordListInput, response: c.WordList },
  'recognition.words': { method: 'GET', path: '/recognition/lists/:id', roles: ADMIN, params: id, response: c.Words },
  'recognition.listRemove': { method: 'DELETE', path: '/recognition/lists/:id', roles: ADMIN, params: id, response: nothing },
  'recognition.patternCheck': { method: 'POST', path: '/recognition/patterns/check', roles: ADMIN, body: c.PatternSource, response: c.PatternCheck },
  'recognition.patternSave': { method: 'POST', path: '/recognition/patterns', roles: ADMIN, body: c.PatternInput, response: c.Pattern },
  'recognition.patternRemove': { method: 'DELETE', path: '/recognition/patterns/:id', roles: ADMIN, params: id, response: nothing },
  /** Those that were reported, each with what its test case says now. */
  'recognition.falseAlarms': { method: 'GET', path: '/recognition/false-alarms', roles: ADMIN, response: c.FalseAlarms },
  /** A finding that was none: its value no longer counts, for that recogniser. Its words become a test case where they are given, or kept with the request. */
  'recognition.falseAlarm': { method: 'POST', path: '/recognition/false-alarms', roles: ADMIN, body: c.FalseAlarm, response: c.ReportedAlarm },
  /** The words of one that is reported, which must hold what was found. */
  'recognition.falseAlarmWords': { method: 'PUT', path: '/recognition/false-alarms/:recogniser/:mark/words', roles: ADMIN, params: c.FoundValue, body: c.AlarmWords, response: nothing },
  /** Each look is in the audit log. */
  'recognition.falseAlarmRead': { method: 'POST', path: '/recognition/false-alarms/:recogniser/:mark/words/read', roles: ADMIN, params: c.FoundValue, response: c.TestCase },
  'recognition.falseAlarmRemove': { method: 'DELETE', path: '/recognition/false-alarms/:recogniser/:mark', roles: ADMIN, params: c.FoundValue, response: nothing },

  'spending.get': { method: 'GET', path: '/spending', roles: BOTH, response: m.Spending },
  'teams.save': { method: 'PUT', path: '/spending/teams', roles: ADMIN, body: m.TeamInput, response: m.Team },
  'teams.remove': { method: 'DELETE', path: '/spending/teams/:id', roles: ADMIN, params: id, response: nothing },
  'budgets.save': { method: 'PUT', path: '/spending/budgets', roles: ADMIN, body: m.BudgetInput, response: m.SavedBudget },
  'budgets.remove': { method: 'DELETE', path: '/spending/budgets/:id', roles: ADMIN, params: id, response: nothing },
  /** One per scope; with nothing but nulls it is taken away. */
  'limits.set': { method: 'PUT', path: '/spending/limits', roles: ADMIN, body: m.RateLimitInput, response: nothing },
  'currency.set': { method: 'PUT', path: '/spending/currency', roles: ADMIN, body: m.CurrencyInput, response: m.Currency },
  'spending.rules': { method: 'PUT', path: '/spending/rules', roles: ADMIN, body: m.SpendingRulesInput, response: m.SpendingRules },
  /** Marks all warnings as seen. */
  'alerts.see': { method: 'POST', path: '/spending/alerts/seen', roles: ADMIN, response: nothing },
  'webhook.get': { method: 'GET', path: '/spending/webhook', roles: ADMIN, response: m.Webhook },
  'webhook.set': { method: 'PUT', path: '/spending/webhook', roles: ADMIN, body: m.WebhookInput, response: m.SavedWebhook },
  'webhook.test': { method: 'POST', path: '/spending/webhook/test', roles: ADMIN, response: m.WebhookTest },
  'mail.get': { method: 'GET', path: '/spending/mail', roles: ADMIN, response: m.Mail },
  'mail.set': { method: 'PUT', path: '/spending/mail', roles: ADMIN, body: m.MailInput, response: nothing },
  'mail.test': { method: 'POST', path: '/spending/mail/test', roles: ADMIN, response: m.WebhookTest },
  'usage.report': { method: 'GET', path: '/usage', roles: BOTH, query: m.UsageQuery, response: m.UsageReport },

  'prices.list': { method: 'GET', path: '/prices', roles: BOTH, query: p.PriceQuery, response: p.PricePage },
  'prices.show': { method: 'GET', path: '/prices/show', roles: BOTH, query: p.DeploymentQuery, response: p.PriceDetail },
  /** The office's contract prices, oldest first; also those that are over. */
  'prices.office': { method: 'GET', path: '/prices/office', roles: BOTH, response: p.OfficePrices },
  'prices.set': { method: 'PUT', path: '/prices/office', roles: ADMIN, body: p.OfficePriceInput, response: p.OfficePrice },
  /** The catalogue's price counts again from now on. */
  'prices.remove': { method: 'POST', path: '/prices/office/remove', roles: ADMIN, body: p.DeploymentInput, response: nothing },
  'prices.catalogue': { method: 'GET', path: '/prices/catalogue', roles: BOTH, response: p.CatalogueState },
  /** What a newer list would change; nothing is changed. */
  'prices.preview': { method: 'POST', path: '/prices/catalogue/preview', roles: ADMIN, body: p.UpdateSource, response: p.UpdatePreview },
  /** 409 where that list was not previewed, or another one is in force meanwhile. */
  'prices.apply': { method: 'POST', path: '/prices/catalogue/apply', roles: ADMIN, body: p.UpdateToApply, response: p.CatalogueState },

  'traces.list': { method: 'GET', path: '/traces', roles: BOTH, query: s.TraceQuery, response: s.TracePage },
  /** The requests of one key's session, oldest first, at most 500. */
  'traces.session': { method: 'GET', path: '/traces/session', roles: BOTH, query: k.SessionQuery, response: Type.Object({ traces: Type.Array(s.Trace) }) },
  'traces.get': { method: 'GET', path: '/traces/:id', roles: BOTH, params: id, response: s.Trace },
  /** Ends a request that runs; 409 where it has ended by itself. */
  'traces.stop': { method: 'POST', path: '/traces/:id/stop', roles: ADMIN, params: id, response: nothing },
  'audit.list': { method: 'GET', path: '/audit', roles: BOTH, query: a.AuditQuery, response: Type.Object({ records: Type.Array(a.AuditRecord) }) },
  'audit.verify': { method: 'GET', path: '/audit/verify', roles: BOTH, response: a.AuditVerdict },
  /** What an export is verified with; the fingerprint is for people to note. */
  'audit.key': { method: 'GET', path: '/audit/key', roles: BOTH, response: a.AuditKey },
  /** Signs the log as it is now. */
  'audit.checkpoint': { method: 'POST', path: '/audit/checkpoints', roles: BOTH, response: a.Checkpoint },
  /** What left, held against what the log says of it. */
  'audit.reconciliation': { method: 'GET', path: '/audit/reconciliation', roles: BOTH, response: a.Reconciliation },
  'audit.report': { method: 'GET', path: '/audit/report', roles: BOTH, query: a.AuditReportQuery, response: a.AuditReport },
  /** The same as a page of its own, for printing. */
  'audit.reportPage': { method: 'GET', path: '/audit/report/page', roles: BOTH, query: a.AuditPageQuery, response: Type.Object({ html: Type.String() }) },

  /** What is kept of requests and answers. Reading and searching are for administrators, and each look is in the audit log. */
  'contents.get': { method: 'GET', path: '/contents', roles: BOTH, response: k.ContentState },
  'contents.set': { method: 'PUT', path: '/contents', roles: ADMIN, body: k.ContentRulesChange, response: k.ContentState },
  'contents.read': { method: 'POST', path: '/contents/:id/read', roles: ADMIN, params: id, response: k.Content },
  'contents.find': { method: 'POST', path: '/contents/find', roles: ADMIN, body: k.ContentQuestion, response: k.ContentMatches },
  'contents.erase': { method: 'POST', path: '/contents/erase', roles: ADMIN, body: k.ContentErasure, response: k.ContentErased },

  'exporters.list': { method: 'GET', path: '/exporters', roles: BOTH, response: Type.Object({ exporters: Type.Array(x.Exporter) }) },
  'exporters.add': { method: 'POST', path: '/exporters', roles: ADMIN, body: x.ExporterInput, response: x.Exporter },
  'exporters.update': { method: 'PATCH', path: '/exporters/:id', roles: ADMIN, params: id, body: x.ExporterChange, response: x.Exporter },
  'exporters.remove': { method: 'DELETE', path: '/exporters/:id', roles: ADMIN, params: id, response: nothing },
  'exporters.test': { method: 'POST', path: '/exporters/:id/test', roles: ADMIN, params: id, response: x.ExporterTest },
  'metrics.get': { method: 'GET', path: '/metrics-access', roles: ADMIN, response: x.MetricsAccess },
  /** A token is shown once; setting `token` again makes a new one. */
  'metrics.set': { method: 'PUT', path: '/metrics-access', roles: ADMIN, body: x.MetricsAccess, response: x.MetricsGranted },

  'backups.list': { method: 'GET', path: '/backups', roles: ADMIN, response: o.Backups },
  'backups.create': { method: 'POST', path: '/backups', roles: ADMIN, response: o.BackupFile },
  'backups.settings': { method: 'PUT', path: '/backups/settings', roles: ADMIN, body: o.BackupSettings, response: o.BackupSettings },
  /** Opens it and says what it holds; nothing is changed. */
  'backups.check': { method: 'POST', path: '/backups/check', roles: ADMIN, body: o.BackupSource, response: o.BackupContents },
  /** The same, and restores it at the next start. */
  'backups.restore': { method: 'POST', path: '/backups/restore', roles: ADMIN, body: o.RestoreInput, response: o.BackupContents },
  'backups.cancel': { method: 'DELETE', path: '/backups/restore', roles: ADMIN, response: nothing },

  export: { method: 'GET', path: '/export', roles: ADMIN, response: s.Configuration },
  import: { method: 'POST', path: '/import', roles: ADMIN, body: s.Configuration, response: s.ImportResult },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/**
 * Server-sent events: one `trace` event per row that began or ended. With the `last-event-id` of an earlier reading what was missed comes first;
 * a `reset` event says that it is no longer known: read the list again. Roles: both.
 */
export const TRACE_STREAM_PATH = '/traces/stream';

/** A file of traces, streamed: CSV or JSON lines, with the filter of the list. Roles: both. */
export const TRACE_EXPORT_PATH = '/traces/export';
export const TraceExportQuery = k.traceExportQuery(s.TraceQuery.properties);

/** The audit log as a file that verifies by itself (docs/audit.md), streamed. Roles: both. */
export const AUDIT_EXPORT_PATH = '/audit/export';
export const AuditExportQuery = a.AuditRange;

type Part<O, K extends string> = O extends { readonly [key in K]: infer S extends TSchema } ? { [key in K]: Static<S> } : unknown;
/** `{ params, query, body }`, as far as the operation has them. */
export type Input<N extends OperationName> = Part<(typeof OPERATIONS)[N], 'params'> & Part<(typeof OPERATIONS)[N], 'query'> & Part<(typeof OPERATIONS)[N], 'body'>;
export type Output<N extends OperationName> = Static<(typeof OPERATIONS)[N]['response']>;

/** The body of every error of the admin API. */
export interface AdminError {
  error: { code: string; message: string; type: string; param?: string };
  gatehouse?: { hint?: string };
}
