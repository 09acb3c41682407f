import { type Budget, type Payer, type Period, scopesOf } from '../core/spending.ts';
import { type Span, spanOf } from './period.ts';

/** What a request takes of each measure. */
export interface Amounts {
  /** Nano-dollars. */
  money: number;
  tokens: number;
  requests: number;
}

/** One budget in one period. What was reserved in a period is settled in it, also after its end. */
interface State extends Span {
  budget: Budget;
  used: number;
  reserved: number;
  /** Thresholds that somebody was told of. */
  told: Set<number>;
}

/** Where a request did not fit. */
export interface Shortage {
  budget: Budget;
  used: number;
  reserved: number;
  needed: number;
  /** UTC milliseconds; Infinity: never. */
  resetsAt: number;
}

export interface Standing extends Span {
  budget: Budget;
  used: number;
  reserved: number;
}

/** Reached by a settlement, or before: told once per reading of the budget, so that neither a lower limit nor a crash can swallow it. */
export interface Crossing {
  budget: Budget;
  /** Percent. */
  threshold: number;
  used: number;
  periodStart: number;
}

export interface Asked {
  budget: Budget;
  span: Span;
}

export interface AccountsOptions {
  budgets(): readonly Budget[];
  timeZone(): string;
  /** Of the ledger's time, which never goes back. */
  now(): number;
  /** What was settled of each within its span, in its own unit. Reads what waits for the disk too. */
  usedIn(asked: readonly Asked[]): number[];
  /** Gets every threshold that is reached, by a settlement or because the budget has changed. */
  onCrossing(crossing: Crossing): void;
}

/** What one request holds back. Settled once; `hold` may raise it before. */
export interface Reservation {
  readonly held: Amounts;
  /** In place of what was held so far. A lack leaves it as it was. */
  hold(amounts: Amounts): Shortage | undefined;
  /** `cloud` is false where the bundled model has answered. */
  settle(amounts: Amounts, cloud: boolean): void;
}

/**
 * Every budget's used and reserved, in memory. A check and its reservation are one synchronous step over all of a request's budgets, so that
 * no two requests can both take what is left.
 */
export class Accounts {
  readonly #options: AccountsOptions;
  #states = new Map<string, State>();
  #byScope = new Map<string, Budget[]>();
  #byKey = new Map<string, { payer: Payer; budgets: readonly Budget[] }>();
  readonly #open = new Set<Held>();
  #stale = true;

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** Budgets or the time zone have changed: before the next question what is new is read, and what runs is held in what there is then. */
  changed(): void {
    this.#stale = true;
  }

  #refresh(): void {
    if (!this.#stale) return;
    const budgets = this.#options.budgets();
    // Read before anything is moved: where the disk fails, the question fails, and the next one begins again.
    this.#states = this.#read(budgets);
    this.#byScope = Map.groupBy(budgets, ({ scope }) => scope);
    this.#byKey = new Map();
    this.#stale = false;
    for (const held of this.#open) held.move();
    // Where the limit was lowered under what is used, no settlement may come any more.
    for (const state of this.#states.values()) tell(state, this.#options.onCrossing);
  }

  /** All of them at once: ten thousand questions one by one would take the database a minute. What counts the same as before is not asked again. */
  #read(budgets: readonly Budget[]): Map<string, State> {
    const now = this.#options.now();
    const states = new Map<string, State>();
    const asked: Asked[] = [];
    const spans = new Map<Period, Span>();
    for (const budget of budgets) {
      const span = spans.get(budget.period) ?? spanOf(budget.period, now, this.#options.timeZone());
      spans.set(budget.period, span);
      const known = this.#states.get(budget.id);
      if (known && countsAlike(known, budget, span)) states.set(budget.id, { budget, ...span, used: known.used, reserved: 0, told: new Set() });
      else asked.push({ budget, span });
    }
    const used = asked.length > 0 ? this.#options.usedIn(asked) : [];
    for (const [index, { budget, span }] of asked.entries()) states.set(budget.id, { budget, ...span, used: used[index]!, reserved: 0, told: new Set() });
    return states;
  }

  budgetsOf(payer: Payer): readonly Budget[] {
    this.#refresh();
    const known = this.#byKey.get(payer.keyId);
    // A key that changes hands falls under other budgets at once.
    if (known && isSame(known.payer, payer)) return known.budgets;
    const budgets = scopesOf(payer).flatMap((scope) => this.#byScope.get(scope) ?? []);
    if (this.#byKey.size > 10_000) this.#byKey.clear();
    this.#byKey.set(payer.keyId, { payer, budgets });
    return budgets;
  }

  /** `cloud` is false where only the bundled model may answer. Gives the first hard budget that it does not fit. */
  reserve(payer: Payer, cloud: boolean, amounts: Amounts): Reservation | Shortage {
    const held = new Held(() => this.#statesOf(payer, cloud), this.#options, this.#open);
    return held.hold(amounts) ?? held;
  }

  /** The smallest room that hard budgets leave a cloud request, of each measure; Infinity without any. */
  roomOf(payer: Payer): Amounts {
    const room: Amounts = { money: Infinity, tokens: Infinity, requests: Infinity };
    for (const { budget, used, reserved } of this.#statesOf(payer, true)) if (budget.hard) room[budget.measure] = Math.min(room[budget.measure], budget.limit - used - reserved);
    return room;
  }

  standings(): Standing[] {
    this.#refresh();
    const now = this.#options.now();
    // A period has ended since: those that begin anew are read together.
    const begun = this.#options.budgets().filter((budget) => now >= this.#states.get(budget.id)!.end);
    for (const [id, state] of this.#read(begun)) this.#states.set(id, state);
    return this.#options.budgets().map((budget) => {
      const { start, end, used, reserved } = this.#state(budget, now);
      return { budget, start, end, used, reserved };
    });
  }

  #statesOf(payer: Payer, cloud: boolean): State[] {
    const budgets = this.budgetsOf(payer);
    const states: State[] = [];
    if (budgets.length === 0) return states;
    const now = this.#options.now();
    for (const budget of budgets) if (cloud || budget.covers === 'all') states.push(this.#state(budget, now));
    return states;
  }

  #state(budget: Budget, now: number): State {
    const known = this.#states.get(budget.id);
    if (known && now < known.end) return known;
    const span = spanOf(budget.period, now, this.#options.timeZone());
    const state: State = { budget, ...span, used: this.#options.usedIn([{ budget, span }])[0]!, reserved: 0, told: new Set() };
    this.#states.set(budget.id, state);
    return state;
  }
}

function isSame(one: Payer, other: Payer): boolean {
  return one.team === other.team && one.ownerKind === other.ownerKind && one.owner === other.owner;
}

function countsAlike(known: State, budget: Budget, { start, end }: Span): boolean {
  const { scope, measure, covers } = known.budget;
  return scope === budget.scope && measure === budget.measure && covers === budget.covers && start === known.start && end === known.end;
}

function tell({ budget, told, used, start }: State, onCrossing: AccountsOptions['onCrossing']): void {
  // Nothing of a budget of nothing.
  if (used === 0) return;
  for (const threshold of budget.alertAt) {
    if (told.has(threshold) || used < (budget.limit * threshold) / 100) continue;
    told.add(threshold);
    onCrossing({ budget, threshold, used, periodStart: start });
  }
}

const NOTHING: Amounts = { money: 0, tokens: 0, requests: 0 };

class Held implements Reservation {
  held = NOTHING;
  readonly #find: () => State[];
  readonly #onCrossing: (crossing: Crossing) => void;
  readonly #open: Set<Held>;
  readonly #time: number;
  #states: State[];

  constructor(find: () => State[], { now, onCrossing }: AccountsOptions, open: Set<Held>) {
    this.#find = find;
    this.#onCrossing = onCrossing;
    this.#open = open;
    this.#states = find();
    this.#time = now();
  }

  hold(amounts: Amounts): Shortage | undefined {
    for (const { budget, used, reserved, end } of this.#states) {
      const needed = amounts[budget.measure];
      const others = reserved - this.held[budget.measure];
      if (budget.hard && needed > 0 && used + others + needed > budget.limit) return { budget, used, reserved: others, needed, resetsAt: end };
    }
    for (const state of this.#states) state.reserved += amounts[state.budget.measure] - this.held[state.budget.measure];
    this.held = amounts;
    this.#open.add(this);
    return undefined;
  }

  settle(amounts: Amounts, cloud: boolean): void {
    if (!this.#open.delete(this)) return;
    for (const state of this.#states) {
      const { budget } = state;
      state.reserved -= this.held[budget.measure];
      if (!cloud && budget.covers === 'cloud') continue;
      state.used += amounts[budget.measure];
      tell(state, this.#onCrossing);
    }
  }

  /** Into the budgets of now, without a question: it runs already. A period that has ended since keeps it. */
  move(): void {
    this.#states = this.#find().filter(({ start, end }) => start <= this.#time && this.#time < end);
    for (const state of this.#states) state.reserved += this.held[state.budget.measure];
  }
}
