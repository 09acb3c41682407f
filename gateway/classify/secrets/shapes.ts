/** A run of letters and digits that is a key by its beginning. What issues them is of no matter here. */
interface Shape {
  prefix: string;
  /** What follows the prefix, whole. */
  rest: RegExp;
  /** Random letters may happen to be all of it. */
  letters: boolean;
  /** Stands at no word's end: what begins so within a word is a key too. */
  inWord: boolean;
}

/** Ends of ordinary words are no longer: `task-`, `MSG.`. What follows them must look like nothing but a key. */
const WORDLIKE = 3;

/** No key is longer. Attack: a word that begins like a key again and again, each read to its end. */
const LONGEST = 512;

const shape = (prefix: string, rest: string, letters = false): Shape => ({ prefix, letters, inWord: (prefix.length > WORDLIKE && prefix !== 'key-') || /[:~]/.test(prefix), rest: new RegExp(rest.replace(/(?<=\{\d+,)(?=\})/g, String(LONGEST)), 'y') });

/** Published shapes of keys and tokens, by their prefixes. */
export const SHAPES: readonly Shape[] = [
  ...['AKIA', 'ASIA', 'ABIA'].map((prefix) => shape(prefix, '[A-Z0-9]{16}(?![A-Za-z0-9])', true)),
  shape('AIza', '[\\w-]{35}'), shape('ya29.', '[\\w-]{20,}'), shape('GOCSPX-', '[\\w-]{20,}'),
  shape('ghp_', '[A-Za-z0-9]{36}'), shape('gho_', '[A-Za-z0-9]{36}'), shape('ghu_', '[A-Za-z0-9]{36}'), shape('ghs_', '[A-Za-z0-9]{36}'), shape('ghr_', '[A-Za-z0-9]{36}'), shape('github_pat_', '\\w{22,}'),
  shape('glpat-', '[\\w-]{20,}'), shape('gldt-', '[\\w-]{20,}'), shape('glrt-', '[\\w-]{20,}'), shape('ATATT3', '[\\w=-]{30,}'), shape('ATBB', '\\w{24,}'),
  shape('xoxb-', '[\\w-]{20,}'), shape('xoxp-', '[\\w-]{20,}'), shape('xoxa-', '[\\w-]{20,}'), shape('xoxr-', '[\\w-]{20,}'), shape('xoxs-', '[\\w-]{20,}'), shape('xapp-', '[\\w-]{20,}'),
  shape('sk_live_', '[A-Za-z0-9]{16,}'), shape('rk_live_', '[A-Za-z0-9]{16,}'), shape('sk_test_', '[A-Za-z0-9]{16,}'), shape('whsec_', '[A-Za-z0-9+/=]{24,}'),
  shape('sk-', '[\\w-]{20,}'), shape('pk-lf-', '[\\w-]{20,}'), shape('sk-lf-', '[\\w-]{20,}'), shape('hf_', '[A-Za-z0-9]{30,}'), shape('gsk_', '[A-Za-z0-9]{30,}'), shape('r8_', '[A-Za-z0-9]{30,}'), shape('pplx-', '[A-Za-z0-9]{30,}'), shape('xai-', '[A-Za-z0-9]{40,}'), shape('nvapi-', '[\\w-]{40,}'), shape('tgp_v1_', '[\\w-]{30,}'),
  shape('npm_', '[A-Za-z0-9]{36}'), shape('pypi-', '[\\w-]{50,}'), shape('rubygems_', '[a-f0-9]{48}'), shape('dckr_pat_', '[\\w-]{20,}'), shape('SG.', '[\\w-]{16,}\\.[\\w-]{16,}'), shape('key-', '[a-f0-9]{32}'), shape('SK', '[a-f0-9]{32}'), shape('AC', '[a-f0-9]{32}'),
  shape('dop_v1_', '[a-f0-9]{64}'), shape('shpat_', '[a-fA-F0-9]{32}'), shape('shpss_', '[a-fA-F0-9]{32}'), shape('lin_api_', '[A-Za-z0-9]{32,}'), shape('secret_', '[A-Za-z0-9]{40,}'), shape('ntn_', '[A-Za-z0-9]{40,}'), shape('figd_', '[\\w-]{30,}'), shape('EAACEdEose0cBA', '[A-Za-z0-9]+'),
  shape('hvs.', '[\\w-]{24,}'), shape('sq0csp-', '[\\w-]{40,}'), shape('AGE-SECRET-KEY-1', '[A-Z0-9]{50,}'), shape('dapi', '[a-f0-9]{32}'), shape('sntrys_', '[\\w=/+-]{30,}'), shape('glsa_', '\\w{30,}'), shape('PMAK-', '[a-f0-9-]{40,}'), shape('tfp_', '\\w{40,}'),
  shape('xkeysib-', '[a-f0-9]{64}-\\w{16}'), shape('sl.', '[\\w-]{60,}'), shape(':AA', '[\\w-]{33}(?![\\w-])'), shape('8Q~', '[\\w.~-]{31,34}(?![\\w.~-])'),
  shape('mfa.', '[\\w-]{80,}'), shape('syt_', '[A-Za-z0-9+/=]{2,80}_[A-Za-z]{20}_\\w{6}'), shape('oauth:', '[a-z0-9]{30}(?![A-Za-z0-9])'), shape('EAA', '[A-Za-z0-9]{90,}'), shape('pat-na1-', '[a-f0-9-]{36}'), shape('pat-eu1-', '[a-f0-9-]{36}'),
  shape('glsoat-', '[\\w-]{20,}'), shape('glptt-', '[\\w-]{20,}'), shape('glft-', '[\\w-]{20,}'), shape('glcbt-', '[\\w-]{20,}'), shape('glimt-', '[\\w-]{20,}'), shape('glagent-', '[\\w-]{20,}'), shape('ATCTT3', '[\\w=-]{30,}'), shape('sntryu_', '[a-f0-9]{64}'), shape('glc_', '[A-Za-z0-9+/=]{32,}'),
  shape('tskey-', '[a-z]{3,12}-[\\w-]{24,}'), shape('sbp_', '[a-f0-9]{40}'), shape('sb_secret_', '[\\w-]{24,}'), shape('nfp_', '[A-Za-z0-9]{36}'), shape('hvb.', '[\\w-]{30,}'), shape('CFPAT-', '[\\w-]{40,}'), shape('AKCp', '[A-Za-z0-9]{68,}'), shape('sk_org_', '(?:live|test)_[A-Za-z0-9]{16,}'), shape('1//0', '[\\w-]{36,}'),
  shape('ops_eyJ', '[\\w-]{60,}'), shape('shpca_', '[a-fA-F0-9]{32}'), shape('shppa_', '[a-fA-F0-9]{32}'), shape('pscale_tkn_', '[\\w-]{32,}'), shape('pscale_pw_', '[\\w-]{32,}'), shape('sq0atp-', '[\\w-]{22,}'), shape('HRKU-', '[\\w-]{36,}'), shape('lsv2_', '(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}'), shape('SWMTKN-1-', '[a-z0-9-]{60,}'), shape('dp.st.', '[\\w.-]{40,}'), shape('dp.pt.', '[A-Za-z0-9]{40,}'),
  // Addresses that let whoever knows them read a store, or write into a channel.
  shape('?sig=', '[\\w%+/-]{43,}'), shape('&sig=', '[\\w%+/-]{43,}'), shape('/services/T', '[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{20,}'), shape('/webhooks/', '\\d{17,20}/[\\w-]{60,}'), shape('/webhookb2/', '[a-f0-9@-]{70,}/IncomingWebhook/[a-f0-9]{32}'),
];

const byLetter = new Map<number, Shape[]>();
for (const entry of SHAPES) byLetter.set(entry.prefix.charCodeAt(0), [...(byLetter.get(entry.prefix.charCodeAt(0)) ?? []), entry]);

/** One past the key that begins at `at`; -1 where none does. */
export function keyAt(text: string, at: number): number {
  for (const { prefix, rest, letters } of byLetter.get(text.charCodeAt(at)) ?? []) {
    if (!text.startsWith(prefix, at)) continue;
    rest.lastIndex = at + prefix.length;
    if (rest.test(text) && looksRandom(text.slice(at + prefix.length, rest.lastIndex), letters)) return rest.lastIndex;
  }
  return -1;
}

const RANDOM = /[A-Za-z0-9]{20,}/y;

/** One past the key that begins at `at`, within a word; -1 where none does. */
export function keyInWordAt(text: string, at: number): number {
  const end = keyAt(text, at);
  if (end < 0) return -1;
  const { prefix, inWord } = byLetter.get(text.charCodeAt(at))!.find((shape) => text.startsWith(shape.prefix, at))!;
  if (inWord) return end;
  RANDOM.lastIndex = at + prefix.length;
  if (!RANDOM.test(text)) return -1;
  const rest = text.slice(at + prefix.length, RANDOM.lastIndex);
  return /[a-z]/.test(rest) && /[A-Z]/.test(rest) ? end : -1;
}

const HEX = /^[a-f0-9]{32}$/;
const HEX_BEFORE_BREAK = 2;

/** One past the key that begins at `at` and is broken at `cut`; -1 where none is. What touches no other part of it must look like nothing but a key. */
export function keyInBreakAt(text: string, at: number, cut: number): number {
  const end = keyAt(text, at);
  if (end < 0) return -1;
  const { prefix } = byLetter.get(text.charCodeAt(at))!.find((shape) => text.startsWith(shape.prefix, at))!;
  const from = at + prefix.length;
  // Two capitals and a digest behind them are no key.
  if (HEX.test(text.slice(from, end))) return prefix.length > WORDLIKE || cut >= from + HEX_BEFORE_BREAK ? end : -1;
  const words = text.slice(from, end).match(LONG_WORDS) ?? [];
  return words.some((word) => CAPITALS.test(word) || (/\d/.test(word) && /[A-Z]/.test(word))) ? end : -1;
}

const LONG_WORDS = /[A-Za-z0-9]{12,}/g;
const CAPITALS = /^[A-Z]{16}$/;

const PARTIAL = /[\w-]{4,64}/y;
const MARKED = 3;

/** One past a word that begins at `at` as a key does and is too short for one; -1 where none does. */
export function partialKeyAt(text: string, at: number): number {
  for (const { prefix } of byLetter.get(text.charCodeAt(at)) ?? []) {
    if (prefix.length < MARKED || !text.startsWith(prefix, at)) continue;
    PARTIAL.lastIndex = at + prefix.length;
    if (!PARTIAL.test(text)) continue;
    const rest = text.slice(at + prefix.length, PARTIAL.lastIndex);
    if ((/\d/.test(rest) || /[a-z][A-Z]|^[A-Z]{4,}$/.test(rest)) && !/x{4}/i.test(rest)) return PARTIAL.lastIndex;
  }
  return -1;
}

/** Of random characters few are the same, and some are digits or change between capital and small: a model's or a package's name is neither. */
function looksRandom(text: string, letters: boolean): boolean {
  const sample = text.slice(0, 64);
  return new Set(sample).size >= 7 && (letters || /\d/.test(sample)) && !/x{6}|0{8}|1234567890abc/i.test(sample);
}
