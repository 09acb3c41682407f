import type { Lexicon } from './lexicon.ts';
import { wordEnd } from './reader.ts';
import { isNoName } from './roles.ts';
import { wordValue } from './word-table.ts';

/** Of a line that is an addressee and nothing else. */
const LONGEST = 60;
const NAMES = /(?:^|[:;] ?)(\p{Lu}[\p{L}\p{M}'’-]+(?: \p{Lu}[\p{L}\p{M}'’-]+){1,2})$/u;
/** Shops, workshops and practices that bear their owner's name. */
const TRADE = /(?:erei|haus|stelle|stube|laden|markt|handel|geschäft|betrieb|praxis|amt|spital|schule|verein|werk|bau|technik|service|erie|eria|icie)$|^(?:garage|apotheke|drogerie|restaurant|hotel|gasthof|pension|pizzeria|ristorante|albergo|osteria|grotto|trattoria|farmacia|pharmacie|hôtel|auberge|café|caffè|bar|pub|coiffeur|coiffure|parrucchiere|salon|salone|galerie|galleria|atelier|studio|kiosk|optik|elektro|sanitär|malergeschäft|notariat|advokatur|kanzlei|treuhand|fiduciaire|fiduciaria|verlag|druckerei|carrosserie|carrozzeria|clinique|clinica|klinik|villa|residenz|résidence|stiftung|fondation|fondazione)$/i;

/**
 * The name in the line above a street, or between the line's beginning and the comma before the street. One of its words must be known as a name, and the others
 * as nothing else: shops and authorities have addresses too.
 */
export function addresseeBefore(lexicon: Lexicon, text: string, street: number): { start: number; end: number } | undefined {
  const end = endBefore(text, street);
  if (end === undefined) return undefined;
  const from = text.lastIndexOf('\n', end - 1) + 1;
  if (end - from > LONGEST) return undefined;
  const names = NAMES.exec(text.slice(from, end))?.[1];
  if (names === undefined) return undefined;
  const start = end - names.length;
  let known = false;
  for (let at = start; at < end; at++) {
    const to = wordEnd(text, at);
    if (to === at) continue;
    const roles = wordValue(lexicon, text, at, to);
    if (isNoName(roles) || (roles === 0 && TRADE.test(text.slice(at, to)))) return undefined;
    known ||= roles !== 0;
    at = to;
  }
  return known ? { start, end } : undefined;
}

/** Where what stands before the street ends; undefined where it is no line of its own and has no comma. */
function endBefore(text: string, street: number): number | undefined {
  let end = street;
  while (text[end - 1] === ' ') end--;
  if (text[end - 1] === ',') return end - 1;
  if (text[end - 1] !== '\n') return undefined;
  end--;
  while (text[end - 1] === ' ' || text[end - 1] === '\r' || text[end - 1] === ',') end--;
  return end;
}
