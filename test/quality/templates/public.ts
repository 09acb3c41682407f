import type { Language } from '../types.ts';

/** What anybody may ask anybody: `{}` is a subject. Every fourth belongs to the held-out split. */
export const PROMPTS: Record<Language, readonly string[]> = {
  de: [
    'Erkläre mir in einfachen Worten: {}.', 'Schreibe einen Blogbeitrag mit 300 Wörtern über das Thema {}.', 'Was sind die wichtigsten Fakten zu {}? Bitte als Liste.', 'Welche Bücher oder Quellen empfiehlst du zum Thema {}?',
    'Fasse den aktuellen Wissensstand zusammen: {}.', 'Formuliere fünf Prüfungsfragen für Lernende zu {}.', 'Ich halte nächste Woche einen Vortrag. Gliedere mir {} in sechs Folien.', 'Übersetze den Titel «{}» ins Englische und Französische.',
    'Vergleiche zwei Sichtweisen auf {} und nenne je drei Argumente.', 'Gib mir eine kurze Geschichte von {} seit 1950.', 'Welche Missverständnisse gibt es häufig bei {}?', 'Verfasse einen Newsletter-Absatz, der {} für Laien erklärt. Zielgruppe: Kundinnen und Kunden einer Treuhandfirma.',
  ],
  fr: [
    'Explique-moi simplement : {}.', 'Rédige un article de blog de 300 mots sur {}.', 'Quels sont les points essentiels à savoir sur {} ? Fais une liste.', 'Quels livres ou sources conseilles-tu sur {} ?',
    'Résume les connaissances actuelles : {}.', 'Propose cinq questions d’examen sur {}.', 'Je donne une conférence la semaine prochaine. Structure {} en six diapositives.', 'Traduis le titre « {} » en anglais et en allemand.',
    'Compare deux points de vue sur {} avec trois arguments chacun.', 'Donne une brève histoire de {} depuis 1950.', 'Quels malentendus existent souvent au sujet de {} ?', 'Écris un paragraphe d’infolettre qui présente {} au grand public.',
  ],
  it: [
    'Spiegami in parole semplici: {}.', 'Scrivi un articolo di 300 parole su {}.', 'Quali sono i punti più importanti su {}? Fai un elenco.', 'Quali libri o fonti consigli su {}?',
    'Riassumi le conoscenze attuali: {}.', 'Proponi cinque domande d’esame su {}.', 'La prossima settimana tengo una relazione. Dividi {} in sei diapositive.', 'Traduci il titolo «{}» in inglese e in tedesco.',
    'Confronta due punti di vista su {} con tre argomenti ciascuno.', 'Racconta brevemente la storia di {} dal 1950.', 'Quali malintesi sono frequenti riguardo a {}?', 'Scrivi un paragrafo per una newsletter che spieghi {} a tutti.',
  ],
  en: [
    'Explain in simple words: {}.', 'Write a 300-word blog post about {}.', 'What are the key facts about {}? Give me a list.', 'Which books or sources do you recommend on {}?',
    'Summarise what is currently known about {}.', 'Write five exam questions about {}.', 'I am giving a talk next week. Outline {} in six slides.', 'Translate the title "{}" into German and French.',
    'Compare two views on {} with three arguments each.', 'Give a short history of {} since 1950.', 'Which misconceptions are common about {}?', 'Draft a newsletter paragraph that explains {} to a general audience.',
  ],
};

export const SUBJECTS: Record<Language, readonly string[]> = {
  de: [
    'das Schweizer Scheidungsrecht', 'die Symptome einer Grippe', 'Depression und ihre Behandlung', 'der Unterschied zwischen AG und GmbH', 'Angela Merkel und ihre Europapolitik', 'Ludwig van Beethoven', 'die Mehrwertsteuer in der Schweiz', 'Kündigungsfristen im Mietrecht',
    'Diabetes Typ 2', 'SQL-Abfragen mit JOIN und GROUP BY', 'die Berner Altstadt', 'Photovoltaik auf Mehrfamilienhäusern', 'das Testament im Erbrecht', 'Max Frisch und seine Tagebücher', 'Brotbacken mit Sauerteig', 'der Gotthard-Basistunnel',
    'die Zivilprozessordnung und das Schlichtungsverfahren', 'Excel-Formeln wie SVERWEIS', 'Impfungen bei Kindern', 'Datenschutz nach DSG und DSGVO', 'die Geschichte der IBAN', 'wie die AHV-Nummer aufgebaut ist', 'Marie Curie', 'Wandern im Engadin',
  ],
  fr: [
    'le droit suisse du divorce', 'les symptômes de la grippe', 'la dépression et son traitement', 'la différence entre SA et Sàrl', 'Simone Veil et son combat', 'Victor Hugo', 'la TVA en Suisse', 'les délais de résiliation du bail',
    'le diabète de type 2', 'les requêtes SQL avec JOIN', 'le lac Léman', 'les panneaux solaires', 'le testament olographe', 'Jean-Jacques Rousseau', 'la fondue moitié-moitié', 'le tunnel du Gothard',
    'la procédure civile et la conciliation', 'les formules Excel', 'la vaccination des enfants', 'la protection des données et le RGPD', 'la structure d’un IBAN', 'le numéro AVS', 'Marie Curie', 'la randonnée en Valais',
  ],
  it: [
    'il diritto svizzero del divorzio', 'i sintomi dell’influenza', 'la depressione e le terapie', 'la differenza tra SA e Sagl', 'Rita Levi-Montalcini', 'Dante Alighieri', 'l’IVA in Svizzera', 'i termini di disdetta della locazione',
    'il diabete di tipo 2', 'le query SQL con JOIN', 'il lago Maggiore', 'i pannelli solari', 'il testamento olografo', 'Leonardo da Vinci', 'il risotto alla milanese', 'la galleria del San Gottardo',
    'la procedura civile e la conciliazione', 'le formule di Excel', 'le vaccinazioni dei bambini', 'la protezione dei dati', 'come è fatto un IBAN', 'il numero AVS', 'Maria Montessori', 'le escursioni in Val Verzasca',
  ],
  en: [
    'Swiss divorce law', 'the symptoms of flu', 'depression and its treatment', 'the difference between an LLC and a corporation', 'Angela Merkel', 'William Shakespeare', 'VAT in Switzerland', 'notice periods in tenancy law',
    'type 2 diabetes', 'SQL joins and indexes', 'the city of Edinburgh', 'solar panels for apartment buildings', 'wills and probate in general', 'Jane Austen', 'sourdough bread', 'the Gotthard tunnel',
    'mediation and civil procedure', 'Excel formulas like XLOOKUP', 'vaccination schedules for children', 'the GDPR', 'how an IBAN is built', 'the Roe v. Wade decision', 'Albert Einstein', 'hiking in the Lake District',
  ],
};
