import type { Price, Rates, Tier, TokenUse } from './types.ts';

const MILLION = 1_000_000;

/** In nano-dollars, rounded up once at the end; never negative. Absurd counts are held to what is possible: a part is never more than the whole. */
export function costOf(price: Price, use: TokenUse): number {
  const prompt = count(use.promptTokens);
  const completion = count(use.completionTokens);
  const rates = tierFor(price.tiers, prompt).rates;
  const { input, output = input, cacheWrite = input, audioIn = input, cached = input, cachedAudio: cachedSound = rates.audioIn ?? cached } = rates;

  const cacheWrites = Math.min(count(use.cacheWriteTokens), prompt);
  const hourWrites = Math.min(count(use.cacheWriteHourTokens), cacheWrites);
  const audio = Math.min(count(use.audioInTokens), prompt - cacheWrites);
  const cachedAll = Math.min(count(use.cachedTokens), prompt - cacheWrites);
  // Nobody says how many of the cached ones are audio: as few as the sum allows.
  const cachedAudio = Math.max(0, cachedAll + audio + cacheWrites - prompt);
  const audioOut = Math.min(count(use.audioOutTokens), completion);
  const reasoning = Math.min(count(use.reasoningTokens), completion - audioOut);

  return total(rates, [
    prompt - cacheWrites - audio - cachedAll + cachedAudio, input,
    cacheWrites - hourWrites, cacheWrite,
    hourWrites, rates.cacheWriteHour ?? cacheWrite,
    audio - cachedAudio, audioIn,
    cachedAll - cachedAudio, cached,
    cachedAudio, cachedSound,
    completion - audioOut - reasoning, output,
    audioOut, rates.audioOut ?? output,
    reasoning, rates.reasoning ?? output,
  ]);
}

/** Never below `costOf` for any use within the bound: every token as the dearest kind, in the dearest tier that can be reached, at the dearest time. In nano-dollars. */
export function worstCostOf(price: Price, bound: { promptTokens: number; completionTokens: number }): number {
  const prompt = count(bound.promptTokens);
  const completion = count(bound.completionTokens);
  let worst = worstOfTiers(price.tiers, prompt, completion);
  for (const tiers of price.otherTimes ?? []) worst = Math.max(worst, worstOfTiers(tiers, prompt, completion));
  return worst;
}

function worstOfTiers(tiers: readonly Tier[], prompt: number, completion: number): number {
  let worst = 0;
  for (let at = 0; at < tiers.length; at++) {
    const { above, rates } = tiers[at]!;
    if (at > 0 && prompt <= above) break;
    // A shorter prompt than the bound can fall into a dearer tier.
    const longest = Math.min(prompt, tiers[at + 1]?.above ?? prompt);
    worst = Math.max(worst, total(rates, [longest, dearestInput(rates), completion, dearestOutput(rates)]));
  }
  return worst;
}

function dearestInput({ input, cached = 0, cacheWrite = 0, cacheWriteHour = 0, audioIn = 0, cachedAudio = 0 }: Rates): number {
  return Math.max(input, cached, cacheWrite, cacheWriteHour, audioIn, cachedAudio);
}

function dearestOutput({ input, output = input, audioOut = 0, reasoning = 0 }: Rates): number {
  return Math.max(output, audioOut, reasoning);
}

function tierFor(tiers: readonly Tier[], prompt: number): Tier {
  let found = tiers[0]!;
  for (const tier of tiers) if (prompt > tier.above) found = tier;
  return found;
}

/** Of pairs of tokens and rate. */
function total({ request = 0 }: Rates, pairs: readonly number[]): number {
  let sum = request * MILLION;
  for (let at = 0; at < pairs.length; at += 2) sum += pairs[at]! * pairs[at + 1]!;
  // All terms are whole and none negative: a sum within 2^53 was exact at every step.
  return sum <= Number.MAX_SAFE_INTEGER ? Math.ceil(sum / MILLION) : bigTotal(request, pairs);
}

function bigTotal(request: number, pairs: readonly number[]): number {
  let sum = BigInt(request) * BigInt(MILLION);
  for (let at = 0; at < pairs.length; at += 2) sum += BigInt(pairs[at]!) * BigInt(pairs[at + 1]!);
  const rounded = (sum + 999_999n) / 1_000_000n;
  return rounded > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(rounded);
}

function count(tokens: number | undefined): number {
  return tokens !== undefined && tokens > 0 ? Math.min(Math.ceil(tokens), Number.MAX_SAFE_INTEGER) : 0;
}
