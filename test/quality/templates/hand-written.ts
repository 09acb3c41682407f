import type { Language } from '../types.ts';

/** Public prompts as people write them, hard ones among them: illnesses and laws in general, famous and invented people, numbers that are none. Every third belongs to the held-out split. */
export const HAND_WRITTEN: Record<Language, readonly string[]> = {
  de: [
    'Wer war Angela Merkel, und wie lange war sie Bundeskanzlerin?', 'Kann ein Arbeitgeber während einer Krankheit kündigen? Bitte mit Gesetzesartikeln.', 'Was kostet ein Paket von Zürich nach Genf?', 'Schreib mir ein Gedicht über den Herbst, in dem eine Rose vorkommt.',
    'Mein Drucker zeigt Fehler 0x00000079. Was bedeutet das?', 'Ist Depression ein Scheidungsgrund?', 'Nenne zehn häufige Schweizer Nachnamen.', 'Erfinde eine Kurzgeschichte über einen Bäcker namens Anton, der im Lotto gewinnt.',
    'Wie schreibe ich einen höflichen Mahnbrief? Bitte als Vorlage mit Platzhaltern wie [Name] und [Betrag].', 'Erkläre den Unterschied zwischen Klage und Beschwerde.', 'Was sind gute Fragen für ein Vorstellungsgespräch mit einer Sachbearbeiterin?', 'Welche Nebenwirkungen hat Ibuprofen?',
    'Hauptstadt von Australien? Und wie viele Leute wohnen in Sydney?', 'Python: wie lese ich eine CSV-Datei mit den Spalten Name, Vorname und Geburtsdatum?', 'Rechne 1234.50 plus 7,7 Prozent MWST aus.', 'Wie viele Ferientage hat man in der Schweiz?',
  ],
  fr: [
    'Qui était Charles de Gaulle et quand est-il mort ?', 'Un employeur peut-il licencier pendant une maladie ? Cite les articles de loi.', 'Écris un poème sur l’automne avec une rose.', 'Donne dix noms de famille suisses fréquents.',
    'La dépression est-elle un motif de divorce ?', 'Invente une histoire courte sur un boulanger nommé Antoine qui gagne au loto.', 'Quels sont les effets secondaires du paracétamol ?', 'Comment rédiger un rappel de paiement poli ? Modèle avec [nom] et [montant].',
    'Explique la différence entre plainte et recours.', 'Quelle est la capitale du Canada ?', 'Combien de jours de vacances a-t-on en Suisse ?', 'Calcule 1234.50 plus 8,1 pour cent de TVA.', 'Comment lire un fichier CSV avec les colonnes nom et prénom en Python ?',
    'Que signifie l’erreur 404 ?', 'Prépare un menu végétarien pour six personnes.', 'Qui a peint La Joconde ?',
  ],
  it: [
    'Chi era Giuseppe Garibaldi?', 'Il datore di lavoro può licenziare durante una malattia? Cita gli articoli di legge.', 'Scrivi una poesia sull’autunno con una rosa.', 'Elenca dieci cognomi svizzeri frequenti.', 'La depressione è un motivo di divorzio?',
    'Inventa una storia breve su un fornaio di nome Antonio che vince al lotto.', 'Quali effetti collaterali ha il paracetamolo?', 'Come si scrive un sollecito di pagamento cortese? Modello con [nome] e [importo].', 'Spiega la differenza tra querela e ricorso.', 'Qual è la capitale del Canada?',
    'Quanti giorni di vacanza si hanno in Svizzera?', 'Calcola 1234.50 più 8,1 per cento di IVA.', 'Come leggo un file CSV con le colonne nome e cognome in Python?', 'Che cosa significa l’errore 404?', 'Prepara un menu vegetariano per sei persone.', 'Chi ha dipinto la Gioconda?',
  ],
  en: [
    'Who was Winston Churchill and when did he die?', 'Can an employer dismiss somebody during sick leave? Cite the law.', 'Write a poem about autumn that mentions a rose.', 'List ten common Swiss surnames.', 'Is depression a ground for divorce?',
    'Write a short story about a baker called Anthony who wins the lottery.', 'Write a scene in which the lawyer Sarah Miller defends a client accused of fraud.', 'What are the side effects of ibuprofen?', 'How do I write a polite payment reminder? A template with [name] and [amount], please.', 'Explain the difference between a lawsuit and an appeal.',
    'What is the capital of Australia?', 'What does HTTP 502 mean?', 'How do I read a CSV file with the columns name, first_name and email in Python?', 'Calculate 1234.50 plus 8.1 percent VAT.', 'Did Vincent van Gogh suffer from depression?', 'What is the role of Chief Justice Roberts at the Supreme Court?',
  ],
};
