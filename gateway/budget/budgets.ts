import { formatDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import { type DeploymentRef, LOCAL_PROVIDER, type ProviderConfig } from '../core/model.ts';
import { type Budget, type Payer, type RateLimit, scopesOf, type SpendingRules } from '../core/spending.ts';
import { IMAGE_TOKENS } from '../prices/history.ts';
import { worstCostOf } from '../prices/prices.ts';
import type { Prices } from '../prices/types.ts';
import { Accounts, type Asked, type Crossing, type Shortage, type Standing } from './accounts.ts';
import { Charge, type Worst } from './charge.ts';
import type { Demand } from './demand.ts';
import { type Passage, Rates } from './rates.ts';
import { rateRefusal, shortageError } from './words.ts';

/** A provider has billed more than a request could cost; nano-dollars. */
export interface Overrun {
  traceId: string;
  cost: number;
  reserved: number;
}

export interface BudgetsOptions {
  budgets(): readonly Budget[];
  limits(): readonly RateLimit[];
  rules(): SpendingRules;
  timeZone(): string;
  prices: Prices;
  provider(id: string): ProviderConfig | undefined;
  /** True where the model thinks, and none of it is sent. */
  hidesThoughts(provider: ProviderConfig, model: string): boolean;
  /** UTC milliseconds. */
  now(): number;
  monotonic(): number;
  /** The newest time that anything was charged to; the ledger does not go back behind it. */
  newest(): number;
  usedIn(asked: readonly Asked[]): number[];
  /** For messages: a department's or a key's name. */
  nameOf(scope: string): string;
  onCrossing(crossing: Crossing): void;
  onOverrun(overrun: Overrun): void;
  raise(traceId: string, reserved: number, reservedTokens: number): Promise<void>;
}

/** A request that may be sent, and what it may cost. */
export interface Admission {
  /** The deployments that fit. */
  plan: DeploymentRef[];
  charge: Charge;
  /** Nano-dollars, for the intent. */
  reserved: number;
  /** Some of it leaves, and no price is known of any of that: what was reserved says nothing of the cost. */
  unpriced: boolean;
  reservedTokens: number;
  /** UTC milliseconds by the ledger's clock. */
  chargedAt: number;
  /** What the gateway bounds each answer to; undefined: the client did, or nothing asks for it. */
  outputBound?: number;
  /** The same for the bundled model's answer, which a budget only bounds where it counts that model too. */
  localBound?: number;
}

export interface Budgets {
  /** In one synchronous step over all budgets. Throws `rate_limit_exceeded`, `budget_exceeded` or `model_unpriced`; then nothing is held. */
  admit(traceId: string, payer: Payer, plan: readonly DeploymentRef[], demand: Demand): Admission;
  standings(): Standing[];
  /** Budgets, limits or the time zone have changed. */
  changed(): void;
}

/** Of a text in any language: for rates, which are put right afterwards. */
const BYTES_PER_TOKEN = 4;
/** A document's pages fill at most the model's context; where that is unknown, this. */
const DOCUMENT_TOKENS = 1_000_000;

export function createBudgets(options: BudgetsOptions): Budgets {
  let newest: number | undefined;
  const now = (): number => {
    newest = Math.max(newest ?? options.newest(), options.now());
    return newest;
  };
  const accounts = new Accounts({ ...options, now });
  const rates = new Rates(options.limits, options.monotonic);

  function worstOf(deployment: DeploymentRef, demand: Demand, outputTokens: number, at: number): Worst {
    const provider = options.provider(deployment.provider);
    const known = provider && options.prices.find(provider, deployment.model, at);
    // Attack: a list knows models by how their names begin, at the price of a text, and one of that name draws.
    const price = demand.hosted || (demand.drawn && known?.source === 'catalogue') ? undefined : known;
    const heard = Math.min(demand.heardTokens ?? 0, price?.contextTokens ?? Infinity);
    let promptTokens = Math.max(0, demand.promptTokens - (demand.counted?.get(deployment) ?? 0)) + demand.images * (price?.imageTokens ?? 0) + heard;
    if (demand.documents || demand.hosted) promptTokens = Math.max(promptTokens, known?.contextTokens ?? DOCUMENT_TOKENS);
    const completionTokens = (outputTokens + demand.predictedTokens + heard + (demand.spokenTokens ?? 0)) * demand.choices;
    return { provider, price, promptTokens, completionTokens, tokens: promptTokens + completionTokens, money: price ? worstCostOf(price, { promptTokens, completionTokens }) : 0, opaque: demand.opaque || demand.hosted === true };
  }

  function admit(traceId: string, payer: Payer, plan: readonly DeploymentRef[], demand: Demand): Admission {
    const passage = enter(payer, demand);
    try {
      return fit(traceId, payer, plan, demand, passage);
    } catch (error) {
      passage?.takeBack();
      throw error;
    }
  }

  function enter(payer: Payer, demand: Demand): Passage | undefined {
    if (options.limits().length === 0) return undefined;
    const entered = rates.enter(scopesOf(payer), Math.ceil(demand.promptTokens / BYTES_PER_TOKEN));
    if (entered && 'what' in entered) throw rateRefusal(entered, options.nameOf(entered.limit.scope));
    return entered;
  }

  function fit(traceId: string, payer: Payer, plan: readonly DeploymentRef[], demand: Demand, passage: Passage | undefined): Admission {
    const at = now();
    const applying = accounts.budgetsOf(payer);
    const { outputTokens: usual, unpriced } = options.rules();
    const bounded = demand.outputTokens === undefined && applying.some(({ hard, measure }) => hard && measure !== 'requests');
    const countLocal = applying.filter(({ measure, covers }) => measure === 'tokens' && covers === 'all');
    const localBounded = demand.outputTokens === undefined && countLocal.some(({ hard }) => hard);
    const localTokens = demand.promptTokens + demand.images * IMAGE_TOKENS + (demand.outputTokens ?? (localBounded ? usual : 0)) * demand.choices;
    const outputTokens = demand.outputTokens ?? usual;
    const worst = new Map<DeploymentRef, Worst>();
    for (const deployment of plan) if (leaves(deployment)) worst.set(deployment, worstOf(deployment, demand, outputTokens, at));

    const underMoney = unpriced === 'refuse' && applying.some(({ measure }) => measure === 'money');
    const usable = underMoney ? plan.filter((deployment) => !leaves(deployment) || worst.get(deployment)!.price !== undefined) : [...plan];
    if (usable.length === 0) throw unpricedError(plan[0]!, demand);
    let candidates = usable;
    for (;;) {
      let [dearest, tokens] = [0, 0];
      for (const deployment of candidates) {
        const most = worst.get(deployment);
        dearest = Math.max(dearest, most?.money ?? 0);
        tokens = Math.max(tokens, most?.tokens ?? 0);
      }
      // Attack: a bound of 1e308 tokens. Of sums that no number holds exactly nobody could give back what was set aside.
      if (Math.max(dearest, tokens, localTokens) >= Number.MAX_SAFE_INTEGER) throw uncountable();
      const cloud = candidates.some(leaves);
      const reservation = accounts.reserve(payer, cloud, { money: dearest, tokens: cloud ? tokens : localTokens, requests: 1 });
      if (!('budget' in reservation)) {
        const { held } = reservation;
        const charge = new Charge({
          plan: candidates, worst, localTokens: countLocal.length > 0 ? localTokens : 0, hidesThoughts: options.hidesThoughts, reservation, passage,
          raise: (money, raised) => options.raise(traceId, money, raised),
          shortage: (shortage) => shortageError(words(shortage)),
          onOverrun: (cost, reserved) => options.onOverrun({ traceId, cost, reserved }),
        });
        return { plan: candidates, charge, reserved: held.money, unpriced: cloud && candidates.every((deployment) => worst.get(deployment)?.price === undefined), reservedTokens: held.tokens, chargedAt: at, outputBound: bounded && cloud ? outputTokens : undefined, localBound: localBounded ? outputTokens : undefined };
      }
      // What fits may still be sent: the dearest is left out, and all is asked again.
      const { measure } = reservation.budget;
      const most = { money: dearest, tokens, requests: 1 }[measure];
      const cheaper = candidates.filter((deployment) => !leaves(deployment) || (measure !== 'requests' && worst.get(deployment)![measure] < most));
      if (cheaper.length === 0 || cheaper.length === candidates.length) throw shortageError({ ...words(reservation), ...fitting(payer, usable, demand, at) });
      candidates = cheaper;
    }
  }

  function words(shortage: Shortage): Parameters<typeof shortageError>[0] {
    return { shortage, name: options.nameOf(shortage.budget.scope), timeZone: options.timeZone() };
  }

  /** The largest bound of an answer with which the first deployment would fit. */
  function fitting(payer: Payer, plan: readonly DeploymentRef[], demand: Demand, at: number): { outputTokens?: number } {
    const first = plan.find(leaves);
    if (!first || demand.outputTokens === 0) return {};
    const room = accounts.roomOf(payer);
    const fits = (outputTokens: number): boolean => {
      const { money, tokens } = worstOf(first, demand, outputTokens, at);
      return money <= room.money && tokens <= room.tokens;
    };
    if (room.requests < 1 || !fits(1)) return {};
    let [least, most] = [1, demand.outputTokens ?? options.rules().outputTokens];
    while (least < most) {
      const middle = Math.ceil((least + most) / 2);
      if (fits(middle)) least = middle;
      else most = middle - 1;
    }
    return { outputTokens: least };
  }

  return { admit, standings: () => accounts.standings(), changed: () => accounts.changed() };
}

const leaves = ({ provider }: DeploymentRef): boolean => provider !== LOCAL_PROVIDER;

function uncountable(): GatehouseError {
  return new GatehouseError('invalid_request', 'What this request could use at the most is more than can be counted.', { param: 'max_tokens', hint: 'Ask for a smaller max_tokens, or for fewer answers at once.' });
}

function unpricedError(deployment: DeploymentRef, { hosted }: Demand): GatehouseError {
  if (hosted) return new GatehouseError('model_unpriced', `${formatDeployment(deployment)} would run a tool of the provider's, whose fees are in no price list, and a money budget applies to this key.`, { hint: 'Leave the tool out, or let an administrator allow models without a price under Budgets.' });
  return new GatehouseError('model_unpriced', `No price is known for ${formatDeployment(deployment)}, and a money budget applies to this key.`, { hint: 'An administrator can enter its price under Prices, or allow models without one.' });
}
