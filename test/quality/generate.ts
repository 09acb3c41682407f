/** Makes `corpus.jsonl` anew: `node test/quality/generate.ts`. The same seed gives the same corpus. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROMPTS, SUBJECTS } from './templates/public.ts';
import { HAND_WRITTEN } from './templates/hand-written.ts';
import { HELD } from './templates/held.ts';
import { IDENTIFIERS_DE } from './templates/identifiers-de.ts';
import { TUNE } from './templates/tune.ts';
import { LANGUAGES, type Labelled, type Language, type Split, type Template } from './types.ts';
import { randomFrom, valuesFor } from './values.ts';

const SEED = 20_260_521;
const VARIANTS: Record<Split, number> = { tune: 18, held: 18 };

export function fill([kind, expected, template]: Template, language: Language, split: Split, id: string, random: () => number): Labelled {
  const valueOf = valuesFor(language, split, random);
  const spans: Labelled['spans'] = [];
  let text = '';
  for (const piece of template.split(/(\{\w+\})/)) {
    if (!piece.startsWith('{') || !/^\{\w+\}$/.test(piece)) {
      text += piece;
      continue;
    }
    const value = valueOf(piece.slice(1, -1));
    if (value.type) spans.push([text.length, text.length + value.text.length, value.type]);
    text += value.text;
  }
  return { id, language, split, kind, expected, text, spans };
}

export function generate(): Labelled[] {
  const random = randomFrom(SEED);
  const messages: Labelled[] = [];
  for (const split of ['tune', 'held'] as const) {
    for (const language of LANGUAGES) {
      (split === 'tune' ? TUNE : HELD)[language].forEach((template, number) => {
        for (let variant = 0; variant < VARIANTS[split]; variant++) messages.push(fill(template, language, split, `${split}-${language}-${number}-${variant}`, random));
      });
    }
  }
  for (const language of LANGUAGES) {
    SUBJECTS[language].forEach((subject, number) => {
      PROMPTS[language].forEach((prompt, which) => {
        if ((number + which) % 2 === 0) messages.push(openPrompt(language, `public-${language}-${number}-${which}`, prompt.replace('{}', subject), which % 4 === 3 ? 'held' : 'tune'));
      });
    });
  }
  for (const language of LANGUAGES) {
    HAND_WRITTEN[language].forEach((text, number) => messages.push(openPrompt(language, `public-${language}-hand-${number}`, text, number % 3 === 2 ? 'held' : 'tune')));
  }
  // At the end, so that what was there before stays as it is.
  IDENTIFIERS_DE.forEach((template, number) => {
    for (let variant = 0; variant < VARIANTS.tune; variant++) messages.push(fill(template, 'de', 'tune', `values-de-${number}-${variant}`, random));
  });
  return messages;
}

function openPrompt(language: Language, id: string, text: string, split: Split): Labelled {
  return { id, language, split, kind: 'public', expected: 'public', text, spans: [] };
}

if (import.meta.main) {
  const messages = generate();
  writeFileSync(join(import.meta.dirname, 'corpus.jsonl'), `${messages.map((message) => JSON.stringify(message)).join('\n')}\n`);
  console.log(`${messages.length} messages`);
}
