import { type DeploymentRef, LOCAL_PROVIDER, type ProviderConfig, type Usage } from '../core/model.ts';
import { costOf } from '../prices/prices.ts';
import type { Price } from '../prices/types.ts';
import type { Reservation, Shortage } from './accounts.ts';
import type { Passage } from './rates.ts';

/** What one deployment could cost at the most. */
export interface Worst {
  /** As it was then: it may be removed while it answers. */
  provider: ProviderConfig | undefined;
  price: Price | undefined;
  /** Nano-dollars; 0 where no price is known. */
  money: number;
  promptTokens: number;
  completionTokens: number;
  /** Both. */
  tokens: number;
  /** Holds parts whose tokens nobody can estimate: without the provider's numbers all of `promptTokens` counts. */
  opaque: boolean;
}

/** How a request ended, as far as money goes. */
export interface Spent {
  outcome: string;
  /** What answered, also where it broke off; absent where nothing did. */
  provider?: string | null;
  model?: string | null;
  /** Absent: no numbers, and nothing to estimate them from. */
  usage?: Usage;
}

/** What a trace and the ledger get. */
export interface Settled {
  cost: number | null;
  price?: string;
  charged: string;
  countedTokens: number;
  usageEstimated?: boolean;
  /** Numbers that cannot be are unknown; of what nobody can estimate, all that it can have. */
  promptTokens?: number | null;
  completionTokens?: number | null;
}

export interface ChargeOptions {
  plan: readonly DeploymentRef[];
  /** Of the plan's deployments that are not the bundled model. */
  worst: ReadonlyMap<DeploymentRef, Worst>;
  /** What an answer of the bundled model takes of token budgets at the most; 0 where none counts it. */
  localTokens: number;
  /** True where it thinks, and none of it is sent. */
  hidesThoughts(provider: ProviderConfig, model: string): boolean;
  reservation: Reservation;
  passage: Passage | undefined;
  /** Makes it durable that more is set aside. */
  raise(reserved: number, reservedTokens: number): Promise<void>;
  shortage(shortage: Shortage): Error;
  /** More was billed than could be. */
  onOverrun(cost: number, reserved: number): void;
}

/** A provider may count somewhat otherwise than we do, never like this. */
const ABSURD_FACTOR = 16;
const ABSURD_TOKENS = 100_000;

/** One request's money: reserved before anything is sent, raised for attempts after one that may have been billed, settled once. */
export class Charge {
  readonly #options: ChargeOptions;
  /** Of attempts that broke off without numbers: they count in full, and for the provider that may bill them. */
  readonly #lost: { money: number; tokens: number; provider: string | undefined; unpriced: boolean } = { money: 0, tokens: 0, provider: undefined, unpriced: false };
  #flying: DeploymentRef | undefined;
  #sent = false;
  #settled = false;

  constructor(options: ChargeOptions) {
    this.#options = options;
  }

  /** Before each attempt. Resolves once what is set aside for it is durable. Throws `budget_exceeded`. */
  begin(deployment: DeploymentRef): Promise<void> | undefined {
    this.#flying = deployment;
    this.#sent = false;
    const { reservation, worst, localTokens } = this.#options;
    const { money, tokens } = worst.get(deployment) ?? { money: 0, tokens: localTokens };
    const needed = { money: this.#lost.money + money, tokens: this.#lost.tokens + tokens, requests: 1 };
    const { held } = reservation;
    if (needed.money <= held.money && needed.tokens <= held.tokens) return undefined;
    const raised = { money: Math.max(needed.money, held.money), tokens: Math.max(needed.tokens, held.tokens), requests: 1 };
    const shortage = reservation.hold(raised);
    if (shortage) {
      this.#flying = undefined;
      throw this.#options.shortage(shortage);
    }
    return this.#options.raise(raised.money, raised.tokens);
  }

  /** Its body is handed to the network: from now on it may be on the bill. */
  sent(): void {
    this.#sent = true;
  }

  /** The attempt is over; where `billed`, it may be on the bill though no numbers came, if it was sent. Gives what it counts for, in nano-dollars. */
  over(billed: boolean): number {
    const deployment = this.#flying;
    this.#flying = undefined;
    if (!billed || !deployment || !this.#sent) return 0;
    const worst = this.#options.worst.get(deployment);
    if (!worst) return 0;
    this.#lost.money += worst.money;
    this.#lost.tokens += worst.tokens;
    this.#lost.provider ??= deployment.provider;
    this.#lost.unpriced ||= worst.price === undefined;
    return worst.money;
  }

  settle(spent: Spent): Settled {
    const settled = this.#settlement(spent);
    if (this.#settled) return settled;
    this.#settled = true;
    const { reservation, passage, onOverrun } = this.#options;
    const cost = settled.cost ?? 0;
    if (cost > reservation.held.money) onOverrun(cost, reservation.held.money);
    reservation.settle({ money: cost, tokens: settled.countedTokens, requests: spent.outcome === 'refused' ? 0 : 1 }, settled.charged !== LOCAL_PROVIDER);
    passage?.end(settled.countedTokens);
    return settled;
  }

  #settlement({ outcome, provider, model, usage }: Spent): Settled {
    const { plan } = this.#options;
    // Refused after all: nothing was sent.
    if (outcome === 'refused') return { cost: 0, charged: provider ?? plan[0]?.provider ?? LOCAL_PROVIDER, countedTokens: 0 };
    const answered = provider == null ? undefined : plan.find((deployment) => deployment.provider === provider && deployment.model === model);
    // Broken off before anything had come back: it may be on the bill.
    if (!answered && this.#flying) this.over(true);
    const lost = this.#lost;
    const usageEstimated = lost.money > 0 || lost.tokens > 0 || undefined;
    const cost = lost.money === 0 && lost.unpriced ? null : lost.money;
    if (!answered) return { cost, charged: lost.provider ?? provider ?? plan[0]?.provider ?? LOCAL_PROVIDER, countedTokens: lost.tokens, usageEstimated };
    // Attack: an answer of the bundled model would make the attempts free that came before it.
    if (answered.provider === LOCAL_PROVIDER) {
      // What was lost counts for its provider; the answer beside it only where a budget counts the bundled model too.
      const own = lost.provider === undefined || this.#options.localTokens > 0 ? tokensOf(usage) : 0;
      return { cost, charged: lost.provider ?? LOCAL_PROVIDER, countedTokens: lost.tokens + own, usageEstimated };
    }

    const charged = answered.provider;
    const worst = this.#options.worst.get(answered)!;
    const price = worst.price?.id;
    /** With what was lost before; without numbers all that it could be; null where nothing of it has a price. */
    const costFor = (use?: Usage): number | null => (worst.price ? lost.money + (use ? costOf(worst.price, use) : worst.money) : lost.money || null);
    if (!usage || isAbsurd(usage, worst)) {
      return { cost: costFor(), charged, countedTokens: lost.tokens + worst.tokens, usageEstimated: true, promptTokens: null, completionTokens: null, price };
    }
    if (usage.estimated) {
      // Attack: a client that hangs up before the first word, when the model has thought for a minute.
      const hidden = worst.provider !== undefined && this.#options.hidesThoughts(worst.provider, answered.model);
      const full = { ...usage };
      if (worst.opaque) full.promptTokens = worst.promptTokens;
      if (hidden) full.completionTokens = Math.max(worst.completionTokens, usage.completionTokens);
      return { cost: costFor(full), charged, countedTokens: lost.tokens + tokensOf(full), usageEstimated: true, promptTokens: full.promptTokens, completionTokens: full.completionTokens, price };
    }
    return { cost: costFor(usage), charged, countedTokens: lost.tokens + tokensOf(usage), usageEstimated, price };
  }
}

function tokensOf(usage: Usage | undefined): number {
  return usage ? usage.promptTokens + usage.completionTokens : 0;
}

function isAbsurd({ promptTokens, completionTokens }: Usage, worst: Worst): boolean {
  return promptTokens > worst.promptTokens * ABSURD_FACTOR + ABSURD_TOKENS || completionTokens > worst.completionTokens * ABSURD_FACTOR + ABSURD_TOKENS;
}
