/** What the recognisers are measured on: sentences as offices write them, with nothing to find in them. */
const SENTENCES = {
  en: `Please review the attached draft and tell us whether the notice period is long enough. The clause on liability was taken from an older template and should be adapted to the new rules. We would prefer a short answer with the main arguments first and the details below. If the goods arrive late, the buyer may set a reasonable period and withdraw from the agreement afterwards. Both sides want to avoid long proceedings, and a written summary of the open points would help. Could you compare the two versions and list every change that affects the price or the delivery? The board meets next week, so the document should be ready for signature before the weekend. A table with the advantages and disadvantages of each option would be very useful for the discussion. The insurance covers damage by water and fire, but not the loss of income that follows from it. Write a polite reminder to a supplier who has not answered for three weeks. Explain in simple words how interest is calculated when a loan is repaid early. The printer on the second floor is out of order again, and nobody knows whom to call.`,
  de: `Bitte prüfen Sie den beigelegten Entwurf und teilen Sie uns mit, ob die Frist ausreichend bemessen ist. Die Klausel über die Haftung stammt aus einer älteren Vorlage und sollte an die neuen Regeln angepasst werden. Wir wünschen eine kurze Antwort, in der zuerst die wichtigsten Argumente und danach die Einzelheiten stehen. Trifft die Ware verspätet ein, so kann der Besteller eine angemessene Nachfrist setzen und danach von der Vereinbarung zurücktreten. Beide Seiten möchten ein langes Verfahren vermeiden, weshalb eine schriftliche Zusammenfassung der offenen Punkte hilfreich wäre. Können Sie die beiden Fassungen vergleichen und jede Änderung aufführen, die den Preis oder die Lieferung betrifft? Der Vorstand tagt nächste Woche, das Dokument sollte also vor dem Wochenende zur Unterschrift bereit sein. Eine Tabelle mit den Vorteilen und Nachteilen jeder Lösung wäre für die Besprechung sehr nützlich. Die Versicherung deckt Schäden durch Wasser und Feuer, nicht aber den Ausfall der Einnahmen, der daraus folgt. Schreiben Sie eine freundliche Erinnerung an einen Lieferanten, der seit drei Wochen nicht geantwortet hat. Erklären Sie in einfachen Worten, wie die Zinsen berechnet werden, wenn ein Darlehen früher zurückbezahlt wird. Das Gerät im zweiten Stock ist wieder ausser Betrieb, und niemand weiss, wer dafür zuständig ist.`,
  numbers: `The rent rises from 1'840.00 to 1'925.50 a month as of 1.4.2025, that is 4.6 %. In 2023 the turnover was 12,480,300, in 2024 it fell to 11,902,750, and for 2025 we expect 12.1 million. Invoice 20250117 over 3'412.85 is due in 30 days, with 2 % discount within 10 days. The meeting lasts from 14:30 to 16:15 in room 204 on the 3rd floor. Column 3 holds 17, 23, 42, 58 and 96; the mean is 47.2 and the median 42. Article 5, paragraph 2, letter 3 applies to contracts concluded before 31.12.2019. Version 4.12 of the program needs 512 MB of memory and 2.5 GB of disk space. Of 1,250 letters 1,118 were answered within 14 days, 97 within 30 and 35 later. Order 4711-22 holds 24 chairs at 189.90, 6 tables at 749.00 and 3 lamps at 58.25. The loan of 250,000 at 1.35 % costs 3,375 a year, or 281.25 a month. Pages 112 to 148 deal with the years 1998 to 2007. The parcel weighs 2.75 kg and measures 30 x 22 x 15 cm.`,
} as const;

export type Text = keyof typeof SENTENCES;

/** About so many characters of sentences in changing order: what repeats itself is read faster than what people write. */
export function clean(kind: Text, length: number): string {
  const sentences = SENTENCES[kind].split(/(?<=[.?]) (?=[A-ZÄÖÜ])/);
  const chosen: string[] = [];
  let seed = 7;
  for (let sum = 0; sum < length; ) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    const sentence = sentences[(seed >>> 8) % sentences.length]!;
    chosen.push(sentence);
    sum += sentence.length + 1;
  }
  return chosen.join(' ').slice(0, length);
}

/** Units that a text is made of to take long: each was slow, or is like what was. */
export const ATTACKS: readonly (readonly [name: string, unit: string])[] = [
  ['digits', '7'], ['digits and blanks', '1 2 3 '], ['beginnings of AHV numbers', '756.9217 '], ['@', '@'], ['a@a.', 'a@a.'], ['colons', 'ab:cd:'], ['percent signs', '%41%'], ['ampersands', '&#x41;&amp;'], ['equals signs', '=3D=C3'], ['backslashes', '\\u0041\\'],
  ['base64 of base64', 'TnpVMkxqa3lNVGN1'], ['small letters', 'a'], ['hex', '3735362e'], ['combining marks', 'a\u0301\u0316'], ['unpaired surrogates', '\ud800'], ['eyJ', 'eyJ.'], ['beginnings of keys', 'sk-a1B2 '], ['private keys without end', '-----BEGIN PRIVATE KEY-----'], ['passports', 'P<<A'],
  ['names', 'Müller Anna '], ['titles', 'Frau Dr. '], ['labels', 'Patient: '], ['companies', 'Müller AG '], ['streets', '12, rue de la '], ['birth dates', 'geb. 1.1.1970 '], ['passwords', 'password='], ['countries', 'CH93 0076 DE89 '],
];
