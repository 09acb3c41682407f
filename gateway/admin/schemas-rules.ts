import Type from 'typebox';
import { CellAction, CellInput, closed, Comment, Conditions, Contract, DataClass, Differences, LocalModels, Name, nullable, Otherwise, Policy, Route, SimulateInput, When } from './schemas.ts';

const draft = {
  cells: Type.Optional(Type.Array(Type.Omit(CellInput, ['comment'], { additionalProperties: false }), { maxItems: 1000 })),
  otherwise: Type.Optional(Type.Array(closed({ dataClass: DataClass, otherwise: Otherwise }), { maxItems: 4 })),
  localModels: Type.Optional(Type.Array(closed({ dataClass: DataClass, models: LocalModels }), { maxItems: 4 })),
  /** A rule of that name is replaced; new ones come last. */
  routes: Type.Optional(Type.Array(Route, { maxItems: 1000 })),
  removedRoutes: Type.Optional(Type.Array(Name, { maxItems: 1000 })),
};
/** Several changes as one; they are applied in this order. */
export const Draft = closed(draft);
/** `draft`: under the rules as they would be. */
export const Attempt = closed({ ...SimulateInput.properties, draft: Type.Optional(Draft) });
const BaseVersion = Type.Integer({ minimum: 1 });
export const DraftToApply = closed({ ...draft, baseVersion: BaseVersion, comment: Type.Optional(Comment) });
export const Restore = closed({ baseVersion: BaseVersion, comment: Type.Optional(Comment) });

const CellState = Type.Object({ action: CellAction, conditions: Conditions });
const RouteState = nullable(Type.Object({ position: Type.Integer(), when: When, alias: Type.String() }));
const Models = Type.Array(Type.String());
export const Difference = Type.Union([
  /** `asked` is false where the cell moved only so that a higher class never sees more than a lower one. */
  Type.Object({ kind: Type.Literal('cell'), dataClass: DataClass, provider: Type.String(), before: CellState, after: CellState, asked: Type.Boolean() }),
  Type.Object({ kind: Type.Literal('otherwise'), dataClass: DataClass, before: Otherwise, after: Otherwise }),
  Type.Object({ kind: Type.Literal('localModels'), dataClass: DataClass, before: Models, after: Models }),
  Type.Object({ kind: Type.Literal('route'), name: Type.String(), before: RouteState, after: RouteState }),
]);
/** `changes`: the differences as data. */
export const PolicyVersionChanges = Type.Object({ policy: Policy, differences: Differences, changes: Type.Array(Difference) });
export const Subjects = Type.Object({
  /** Without the bundled Ollama; `leaves`: what it is sent leaves the building; `hostedTools`: what a rule may let it run. */
  providers: Type.Array(
    Type.Object({ id: Type.String(), name: Type.String(), region: Type.String(), enabled: Type.Boolean(), leaves: Type.Boolean(), contract: Type.Pick(Contract, ['id', 'expiresAt']), models: Models, hostedTools: Models }),
  ),
  /** `usable` is false for those that are switched off or have run out. */
  keys: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), usable: Type.Boolean() })),
  aliases: Models,
  /** Installed on this machine. */
  localModels: Models,
});
/** `pseudonymised`: with stand-ins only. `if`: it depends on the request, as `conditions` say. */
const Access = Type.Enum(['yes', 'pseudonymised', 'if', 'no']);
/** Per key and per class that it may carry: which providers may see its requests at this moment. The bundled Ollama always may. */
export const Reach = Type.Array(
  Type.Object({
    keyId: Type.String(),
    name: Type.String(),
    classes: Type.Array(
      Type.Object({ dataClass: DataClass, otherwise: Otherwise, providers: Type.Array(Type.Object({ provider: Type.String(), access: Access, conditions: Type.Array(Conditions) })) }),
    ),
  }),
);
export const Preview = Type.Object({
  /** What `policy.apply` wants back. */
  baseVersion: BaseVersion,
  /** As it would be. */
  policy: Policy,
  differences: Type.Array(Difference),
  reach: Reach,
});
/** `version` stays the same where nothing changed. */
export const Applied = Type.Object({ version: Type.Integer(), differences: Type.Array(Difference) });
/** `dropped`: rules of providers and aliases that are gone. */
export const Restored = Type.Object({ version: Type.Integer(), differences: Type.Array(Difference), dropped: Type.Integer() });
