import type { Lexicon } from './lexicon.ts';
import { isCapital, letterAt, readUnit, rolesOf, type Unit, wordEnd } from './reader.ts';
import { EVERYDAY, NAME, PARTICLE, SURNAME, TITLE } from './roles.ts';

/** What stands where somebody is named: by its place it is a name, whatever its words. */
export interface NameLine {
  start: number;
  end: number;
  /** `word`: one word, which may be anything. */
  kind: 'person' | 'organisation' | 'word';
  /** True where a list knows one of its words as a name. */
  known: boolean;
  /** Its words, by which it may be named again. */
  units: Unit[];
}

export const LINE_MAX = 60;
const WORDS_MAX = 5;
const NAMES_MAX = 4;
const SHAPE = /^\p{Lu}[\p{L}\p{M}'’.-]*(?:,? [\p{L}&+][\p{L}\p{M}'’.-]*){0,6}$/u;
const LINKS = /^(?:und|et|e|ed|and|u)$/;
/** Shops, workshops, practices, offices and trades: of these a name is a firm's. */
const TRADE = /(?:erei|haus|stelle|stube|laden|markt|handel|geschäft|betrieb|praxis|spital|schule|verein|werk|bau|technik|service|erie|eria|icie|dienst|kasse|bank|versicherung(?:en)?|zentrum)$|^(?:garage|apotheke|drogerie|restaurant|hotel|gasthof|pension|pizzeria|ristorante|albergo|osteria|grotto|trattoria|farmacia|pharmacie|hôtel|auberge|café|caffè|bar|pub|coiffeur|coiffure|parrucchiere|salon|salone|galerie|galleria|atelier|studio|kiosk|optik|elektro|sanitär|malergeschäft|notariat|advokatur|treuhand|fiduciaire|fiduciaria|verlag|druckerei|carrosserie|carrozzeria|clinique|clinica|klinik|villa|residenz|résidence|stiftung|fondation|fondazione|consulting|solutions?|services?|group|gruppe|groupe|gruppo|holding|immobilien|immobilier|systems?|software|digital|engineering|capital|partners?|media|design|logisti[ck]s?|transporte?s?|assurances?|assicurazioni|insurance|institut|institute|istituto)$/iu;
/** An authority's address is no secret. */
const AUTHORITY = /(?:amt|gericht|behörde|anwaltschaft|direktion|staatskanzlei|ministerium)$|^(?:commune|comune|tribunal|tribunale|court|ministère|ministero|préfecture|département|dipartimento|mairie|municipio)$/iu;
const HEAD = /^(?:verein|genossenschaft|kanzlei|anwaltskanzlei|arztpraxis|association|étude|cabinet|associazione|foundation|schweiz|suisse|svizzera|switzerland|international)$/iu;
/** Of what comes next, not of somebody. */
const FIELD_NAME = /^(?:nr|no|num|tel|fax|mobile?|natel|ahv|avs|iban|uid|plz|npa|ref|usw|bzw|etc|inkl|exkl|betr|art|abs)$/i;
/** German nouns are capitalised too. */
const NOUN = /(?:ung|heit|keit|schaft|tion|tät|nis|tum|ling|erin|chef|mann|frau|partner|leiter|leiterin|brief|vertrag|adresse|anschrift|ort|nummer|datum|zeit|punkt|plan|liste|kosten|preis|daten|angaben)$/i;

/** What the stretch from `start` to `end` names; undefined where it is prose, or nothing but words that are no names. */
export function nameLine(lexicon: Lexicon, text: string, start: number, end: number): NameLine | undefined {
  while (start < end && ' \t*_"\'“”«»>'.includes(text[start]!)) start++;
  while (end > start && ' \t\r*_"\'“”«»,;'.includes(text[end - 1]!)) end--;
  if (end - start < 2 || end - start > LINE_MAX || !SHAPE.test(text.slice(start, end))) return undefined;
  const units: Unit[] = [];
  let names = 0;
  let initials = 0;
  let doubtful = 0;
  let others = 0;
  let known = false;
  for (let at = start, words = 0; at < end; ) {
    const to = Math.min(wordEnd(text, at), end);
    if (to === at) {
      at++;
      continue;
    }
    if (++words > WORDS_MAX + 2) return undefined;
    const { roles } = rolesOf(lexicon, text, at, to);
    const word = text.slice(at, to);
    if (!isCapital(text.charCodeAt(at))) {
      // With small words only as names have them, it is no sentence.
      if ((roles & PARTICLE) === 0 && !LINKS.test(word) && text[at - 1] !== '-') return undefined;
    } else if ((roles & TITLE) !== 0 && names + others === 0) return undefined;
    else if (to - at === 1) initials++;
    else if ((roles & NAME) !== 0 && (roles & EVERYDAY) === 0) {
      names++;
      known = true;
    } else if ((roles & SURNAME) !== 0) doubtful++;
    else if (roles !== 0 && (roles & PARTICLE) === 0) others++;
    else if (AUTHORITY.test(word) || FIELD_NAME.test(word)) return undefined;
    else if (TRADE.test(word) || NOUN.test(word)) others++;
    else names++;
    at = to;
  }
  if (names === 0) return undefined;
  for (let unit = readUnit(lexicon, text, start), read = 0; unit && unit.end <= end && read < WORDS_MAX; read++) {
    units.push(unit);
    let next = unit.next;
    while (next < end && !letterAt(text, next)) next++;
    unit = next < end ? readUnit(lexicon, text, next) : undefined;
  }
  const all = names + initials + doubtful;
  const kind = others > 0 || all > NAMES_MAX ? 'organisation' : all === 1 ? 'word' : 'person';
  return { start, end, kind, known, units };
}

/** True for a word of firms' names that says what they do, not who they are. */
export const isTradeWord = (word: string): boolean => TRADE.test(word) || AUTHORITY.test(word) || NOUN.test(word) || HEAD.test(word);
