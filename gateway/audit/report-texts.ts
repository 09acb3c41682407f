import type { DataClass } from '../core/data-class.ts';

export type ReportLanguage = 'en' | 'de' | 'fr' | 'it';

export interface ReportTexts {
  locale: string;
  title: string;
  period(from: string, to: string): string;
  made(at: string, zone: string): string;
  proof: string;
  whole(count: string, first: string, last: string): string;
  noRecords: string;
  broken(record: string): string;
  compare: string;
  fingerprint: string;
  head: string;
  seen: string;
  seenNote: string;
  nothingSeen: string;
  provider: string; region: string; contract: string; dataClass: string; way: string; sent: string; bytes: string; firstTime: string; lastTime: string; rules: string;
  noContract: string;
  /** In the place of a provider. */
  here: string;
  regions: Record<string, string>;
  ways: Record<string, string>;
  classes: Record<DataClass, string>;
  exceptions: string;
  refusals: string; reason: string; count: string;
  interrupted: string; interruptedNote: string;
  policies: string; loosened: string; version: string; who: string; when: string; what: string; comment: string; changes: string;
  notable: string; record: string; detail: string;
  none: string;
  leftOut(count: string): string;
  /** Why requests are refused, by the code of the error table. */
  codes: Record<string, string>;
  actions: Record<string, string>;
}

const en: ReportTexts = {
  locale: 'en-GB',
  title: 'Audit report: who saw what',
  period: (from, to) => `From ${from} to ${to}`,
  made: (at, zone) => `Made on ${at}; times are those of ${zone}.`,
  proof: 'The records',
  whole: (count, first, last) => `${count} records of the audit log, no. ${first} to ${last}. They follow one another, and none was changed.`,
  noRecords: 'The audit log has no records of this period.',
  broken: (record) => `The audit log was changed: record ${record} is not as it was written. The figures below cannot be relied on.`,
  compare: 'Compare the fingerprint with the one that the office has noted. An export of the log can be verified with it, without this computer.',
  fingerprint: 'Fingerprint of the key', head: 'Hash of the last record',
  seen: 'Which provider saw what',
  seenNote: 'Each attempt in which data may have left is counted, also where no answer came. The local model runs on the office\'s own computer.',
  nothingSeen: 'No request was sent in this period.',
  provider: 'Provider', region: 'Region', contract: 'Contract', dataClass: 'Class', way: 'Sent', sent: 'Times', bytes: 'Amount', firstTime: 'First', lastTime: 'Last', rules: 'Rules, version',
  noContract: 'none noted',
  here: 'The local model',
  regions: { ch: 'Switzerland', eu: 'European Union', uk: 'United Kingdom', us: 'United States', ca: 'Canada', cn: 'China', 'on-prem': 'in the office', local: 'the office\'s own computer' },
  ways: { allow: 'as it was', pseudonymise: 'with stand-ins', local: 'stayed here' },
  classes: { public: 'public', internal: 'internal', confidential: 'confidential', secret: 'secret' },
  exceptions: 'Exceptions',
  refusals: 'Requests that were refused', reason: 'Reason', count: 'Number',
  interrupted: 'Requests that were cut off', interruptedNote: 'The program ended while they ran: whether they had been sent is not known.',
  policies: 'Changes of the rules', loosened: 'may let more through', version: 'Version', who: 'Who', when: 'When', what: 'What', comment: 'Comment', changes: 'Changes',
  notable: 'Acts to look at', record: 'No.', detail: 'Details',
  none: 'None.',
  leftOut: (count) => `${count} more are not shown here; the export of the log has them all.`,
  codes: {
    data_class_denied: 'No provider may see this class', class_above_ceiling: 'More sensitive than the key may carry', lockdown: 'Nothing leaves the building was on',
    model_unpriced: 'No price is known for the model', budget_exceeded: 'A budget was used up', rate_limit_exceeded: 'Too many requests at once', invalid_api_key: 'The key had been revoked',
    model_not_found: 'There is no such model', no_local_model: 'No local model can answer it', hosted_tool: 'It wanted a tool of the provider\'s that no data rule names', local_model_unavailable: 'The local model was not ready',
    local_model_busy: 'The local model was busy', internal_error: 'It could not be decided',
    context_length_exceeded: 'Too long for the model', invalid_request: 'Something in it was not allowed', unsupported_parameter: 'The model cannot do what was asked', server_busy: 'Too many requests were under way', storage_unavailable: 'What belongs to the conversation could not be read or kept',
  },
  actions: {
    'content.read': 'Stored content was read', 'content.find': 'Stored content was searched', 'content.erase': 'Stored content was erased', 'recognition.falseAlarmRead': 'The words of a false alarm were looked at', 'lockdown.set': '"Nothing leaves the building" was switched',
    'exporter.add': 'An export to another system was set up', 'exporter.update': 'An export to another system was changed', 'exporter.remove': 'An export to another system was removed',
    'recovery-key.renew': 'A new recovery key was made', 'budget.overrun': 'A provider billed more than could be expected', 'backup.restore': 'A backup was chosen to be restored', 'backup.restored': 'A backup was restored',
    'traces.export': 'Traces were exported', 'audit.export': 'The audit log was exported', 'audit.broken': 'The audit log was found changed', 'egress.mismatch': 'What left is not what the log says',
  },
};

const de: ReportTexts = {
  locale: 'de-CH',
  title: 'Prüfbericht: wer hat was gesehen',
  period: (from, to) => `Vom ${from} bis ${to}`,
  made: (at, zone) => `Erstellt am ${at}; Zeiten in ${zone}.`,
  proof: 'Die Einträge',
  whole: (count, first, last) => `${count} Einträge des Prüfprotokolls, Nr. ${first} bis ${last}. Sie folgen lückenlos aufeinander, keiner wurde verändert.`,
  noRecords: 'Das Prüfprotokoll hat keine Einträge aus dieser Zeit.',
  broken: (record) => `Das Prüfprotokoll wurde verändert: Eintrag ${record} ist nicht so, wie er geschrieben wurde. Auf die Zahlen unten ist kein Verlass.`,
  compare: 'Vergleichen Sie den Fingerabdruck mit dem, den sich das Büro notiert hat. Damit lässt sich ein Export des Protokolls ohne diesen Computer prüfen.',
  fingerprint: 'Fingerabdruck des Schlüssels', head: 'Prüfsumme des letzten Eintrags',
  seen: 'Welcher Anbieter hat was gesehen',
  seenNote: 'Gezählt ist jeder Versuch, bei dem Daten hinausgegangen sein können, auch wenn keine Antwort kam. Das lokale Modell läuft auf dem eigenen Computer des Büros.',
  nothingSeen: 'In dieser Zeit wurde keine Anfrage gesendet.',
  provider: 'Anbieter', region: 'Region', contract: 'Vertrag', dataClass: 'Klasse', way: 'Gesendet', sent: 'Anzahl', bytes: 'Menge', firstTime: 'Zuerst', lastTime: 'Zuletzt', rules: 'Regeln, Version',
  noContract: 'keiner notiert',
  here: 'Das lokale Modell',
  regions: { ch: 'Schweiz', eu: 'Europäische Union', uk: 'Vereinigtes Königreich', us: 'Vereinigte Staaten', ca: 'Kanada', cn: 'China', 'on-prem': 'im Büro', local: 'eigener Computer des Büros' },
  ways: { allow: 'unverändert', pseudonymise: 'mit Platzhaltern', local: 'blieb hier' },
  classes: { public: 'öffentlich', internal: 'intern', confidential: 'vertraulich', secret: 'geheim' },
  exceptions: 'Ausnahmen',
  refusals: 'Abgelehnte Anfragen', reason: 'Grund', count: 'Anzahl',
  interrupted: 'Abgebrochene Anfragen', interruptedNote: 'Das Programm endete, während sie liefen: Ob sie schon gesendet waren, ist nicht bekannt.',
  policies: 'Änderungen der Regeln', loosened: 'lässt vielleicht mehr durch', version: 'Version', who: 'Wer', when: 'Wann', what: 'Was', comment: 'Bemerkung', changes: 'Änderungen',
  notable: 'Vorgänge, die man ansehen sollte', record: 'Nr.', detail: 'Einzelheiten',
  none: 'Keine.',
  leftOut: (count) => `${count} weitere sind hier nicht gezeigt; der Export des Protokolls enthält alle.`,
  codes: {
    data_class_denied: 'Kein Anbieter darf diese Klasse sehen', class_above_ceiling: 'Vertraulicher, als der Schlüssel erlaubt', lockdown: '«Nichts verlässt das Haus» war eingeschaltet',
    model_unpriced: 'Für das Modell ist kein Preis bekannt', budget_exceeded: 'Ein Budget war aufgebraucht', rate_limit_exceeded: 'Zu viele Anfragen auf einmal', invalid_api_key: 'Der Schlüssel war widerrufen',
    model_not_found: 'Ein solches Modell gibt es nicht', no_local_model: 'Kein lokales Modell kann sie beantworten', hosted_tool: 'Sie wollte ein Werkzeug des Anbieters, das keine Datenregel nennt', local_model_unavailable: 'Das lokale Modell war nicht bereit',
    local_model_busy: 'Das lokale Modell war ausgelastet', internal_error: 'Es konnte nicht entschieden werden',
    context_length_exceeded: 'Zu lang für das Modell', invalid_request: 'Etwas darin war nicht erlaubt', unsupported_parameter: 'Das Modell kann nicht, was verlangt war', server_busy: 'Zu viele Anfragen waren unterwegs', storage_unavailable: 'Was zum Gespräch gehört, liess sich nicht lesen oder aufbewahren',
  },
  actions: {
    'content.read': 'Gespeicherte Inhalte wurden gelesen', 'content.find': 'Gespeicherte Inhalte wurden durchsucht', 'content.erase': 'Gespeicherte Inhalte wurden gelöscht', 'recognition.falseAlarmRead': 'Die Wörter eines Fehlalarms wurden angesehen', 'lockdown.set': '«Nichts verlässt das Haus» wurde umgeschaltet',
    'exporter.add': 'Ein Export in ein anderes System wurde eingerichtet', 'exporter.update': 'Ein Export in ein anderes System wurde geändert', 'exporter.remove': 'Ein Export in ein anderes System wurde entfernt',
    'recovery-key.renew': 'Ein neuer Wiederherstellungsschlüssel wurde erstellt', 'budget.overrun': 'Ein Anbieter hat mehr verrechnet, als zu erwarten war', 'backup.restore': 'Eine Sicherung wurde zum Zurückspielen gewählt', 'backup.restored': 'Eine Sicherung wurde zurückgespielt',
    'traces.export': 'Abläufe wurden exportiert', 'audit.export': 'Das Prüfprotokoll wurde exportiert', 'audit.broken': 'Das Prüfprotokoll wurde verändert vorgefunden', 'egress.mismatch': 'Hinausgegangen ist etwas anderes, als im Protokoll steht',
  },
};

const fr: ReportTexts = {
  locale: 'fr-CH',
  title: 'Rapport de contrôle : qui a vu quoi',
  period: (from, to) => `Du ${from} au ${to}`,
  made: (at, zone) => `Établi le ${at} ; heures de ${zone}.`,
  proof: 'Les entrées',
  whole: (count, first, last) => `${count} entrées du journal de contrôle, no ${first} à ${last}. Elles se suivent sans lacune et aucune n'a été modifiée.`,
  noRecords: 'Le journal de contrôle ne contient aucune entrée pour cette période.',
  broken: (record) => `Le journal de contrôle a été modifié : l'entrée ${record} n'est pas telle qu'elle a été écrite. Les chiffres ci-dessous ne sont pas fiables.`,
  compare: 'Comparez l\'empreinte avec celle que le bureau a notée. Elle permet de vérifier un export du journal sans cet ordinateur.',
  fingerprint: 'Empreinte de la clé', head: 'Somme de contrôle de la dernière entrée',
  seen: 'Quel fournisseur a vu quoi',
  seenNote: 'Chaque tentative lors de laquelle des données ont pu sortir est comptée, même sans réponse. Le modèle local fonctionne sur l\'ordinateur du bureau.',
  nothingSeen: 'Aucune demande n\'a été envoyée pendant cette période.',
  provider: 'Fournisseur', region: 'Région', contract: 'Contrat', dataClass: 'Classe', way: 'Envoi', sent: 'Nombre', bytes: 'Volume', firstTime: 'Première fois', lastTime: 'Dernière fois', rules: 'Règles, version',
  noContract: 'aucun noté',
  here: 'Le modèle local',
  regions: { ch: 'Suisse', eu: 'Union européenne', uk: 'Royaume-Uni', us: 'États-Unis', ca: 'Canada', cn: 'Chine', 'on-prem': 'dans les bureaux', local: 'ordinateur du bureau' },
  ways: { allow: 'tel quel', pseudonymise: 'avec des substituts', local: 'resté ici' },
  classes: { public: 'public', internal: 'interne', confidential: 'confidentiel', secret: 'secret' },
  exceptions: 'Exceptions',
  refusals: 'Demandes refusées', reason: 'Motif', count: 'Nombre',
  interrupted: 'Demandes interrompues', interruptedNote: 'Le programme s\'est arrêté pendant leur traitement : on ne sait pas si elles avaient déjà été envoyées.',
  policies: 'Modifications des règles', loosened: 'laisse peut-être passer davantage', version: 'Version', who: 'Qui', when: 'Quand', what: 'Quoi', comment: 'Remarque', changes: 'Modifications',
  notable: 'Opérations à examiner', record: 'No', detail: 'Détails',
  none: 'Aucune.',
  leftOut: (count) => `${count} autres ne figurent pas ici ; l'export du journal les contient toutes.`,
  codes: {
    data_class_denied: 'Aucun fournisseur ne peut voir cette classe', class_above_ceiling: 'Plus sensible que la clé ne l\'autorise', lockdown: '« Rien ne sort de la maison » était activé',
    model_unpriced: 'Aucun prix n\'est connu pour ce modèle', budget_exceeded: 'Un budget était épuisé', rate_limit_exceeded: 'Trop de demandes à la fois', invalid_api_key: 'La clé avait été révoquée',
    model_not_found: 'Ce modèle n\'existe pas', no_local_model: 'Aucun modèle local ne peut y répondre', hosted_tool: 'Elle voulait un outil du fournisseur qu\'aucune règle de données ne nomme', local_model_unavailable: 'Le modèle local n\'était pas prêt',
    local_model_busy: 'Le modèle local était occupé', internal_error: 'La décision n\'a pas pu être prise',
    context_length_exceeded: 'Trop long pour le modèle', invalid_request: 'Elle contenait quelque chose qui n\'est pas permis', unsupported_parameter: 'Le modèle ne sait pas faire ce qui était demandé', server_busy: 'Trop de demandes étaient en cours', storage_unavailable: 'Ce qui appartient à la conversation n\'a pu être lu ou conservé',
  },
  actions: {
    'content.read': 'Un contenu conservé a été lu', 'content.find': 'Une recherche a été faite dans les contenus conservés', 'content.erase': 'Des contenus conservés ont été effacés', 'recognition.falseAlarmRead': 'Les mots d\'une fausse alerte ont été consultés', 'lockdown.set': '« Rien ne sort de la maison » a été activé ou désactivé',
    'exporter.add': 'Un export vers un autre système a été créé', 'exporter.update': 'Un export vers un autre système a été modifié', 'exporter.remove': 'Un export vers un autre système a été supprimé',
    'recovery-key.renew': 'Une nouvelle clé de récupération a été créée', 'budget.overrun': 'Un fournisseur a facturé plus que prévu', 'backup.restore': 'Une sauvegarde a été choisie pour être restaurée', 'backup.restored': 'Une sauvegarde a été restaurée',
    'traces.export': 'Des traces ont été exportées', 'audit.export': 'Le journal de contrôle a été exporté', 'audit.broken': 'Le journal de contrôle a été trouvé modifié', 'egress.mismatch': 'Ce qui est sorti ne correspond pas au journal',
  },
};

const it: ReportTexts = {
  locale: 'it-CH',
  title: 'Rapporto di verifica: chi ha visto che cosa',
  period: (from, to) => `Dal ${from} al ${to}`,
  made: (at, zone) => `Redatto il ${at}; orari di ${zone}.`,
  proof: 'Le registrazioni',
  whole: (count, first, last) => `${count} registrazioni del registro di verifica, n. ${first}–${last}. Si susseguono senza lacune e nessuna è stata modificata.`,
  noRecords: 'Il registro di verifica non contiene registrazioni di questo periodo.',
  broken: (record) => `Il registro di verifica è stato modificato: la registrazione ${record} non è com'era stata scritta. Le cifre qui sotto non sono attendibili.`,
  compare: 'Confrontate l\'impronta con quella annotata dall\'ufficio. Con essa un\'esportazione del registro si può verificare senza questo computer.',
  fingerprint: 'Impronta della chiave', head: 'Somma di controllo dell\'ultima registrazione',
  seen: 'Quale fornitore ha visto che cosa',
  seenNote: 'È contato ogni tentativo in cui dei dati possono essere usciti, anche senza risposta. Il modello locale funziona sul computer dell\'ufficio.',
  nothingSeen: 'In questo periodo non è stata inviata alcuna richiesta.',
  provider: 'Fornitore', region: 'Regione', contract: 'Contratto', dataClass: 'Classe', way: 'Invio', sent: 'Numero', bytes: 'Quantità', firstTime: 'Prima volta', lastTime: 'Ultima volta', rules: 'Regole, versione',
  noContract: 'nessuno annotato',
  here: 'Il modello locale',
  regions: { ch: 'Svizzera', eu: 'Unione europea', uk: 'Regno Unito', us: 'Stati Uniti', ca: 'Canada', cn: 'Cina', 'on-prem': 'in ufficio', local: 'computer dell\'ufficio' },
  ways: { allow: 'così com\'era', pseudonymise: 'con sostituti', local: 'rimasto qui' },
  classes: { public: 'pubblico', internal: 'interno', confidential: 'confidenziale', secret: 'segreto' },
  exceptions: 'Eccezioni',
  refusals: 'Richieste rifiutate', reason: 'Motivo', count: 'Numero',
  interrupted: 'Richieste interrotte', interruptedNote: 'Il programma è terminato durante l\'elaborazione: non si sa se fossero già state inviate.',
  policies: 'Modifiche delle regole', loosened: 'forse lascia passare di più', version: 'Versione', who: 'Chi', when: 'Quando', what: 'Che cosa', comment: 'Osservazione', changes: 'Modifiche',
  notable: 'Operazioni da esaminare', record: 'N.', detail: 'Dettagli',
  none: 'Nessuna.',
  leftOut: (count) => `Altre ${count} non sono mostrate qui; l'esportazione del registro le contiene tutte.`,
  codes: {
    data_class_denied: 'Nessun fornitore può vedere questa classe', class_above_ceiling: 'Più sensibile di quanto la chiave permetta', lockdown: '«Niente esce dall\'edificio» era attivo',
    model_unpriced: 'Il prezzo del modello non è noto', budget_exceeded: 'Un budget era esaurito', rate_limit_exceeded: 'Troppe richieste insieme', invalid_api_key: 'La chiave era stata revocata',
    model_not_found: 'Questo modello non esiste', no_local_model: 'Nessun modello locale può rispondere', hosted_tool: 'Voleva uno strumento del fornitore che nessuna regola dei dati nomina', local_model_unavailable: 'Il modello locale non era pronto',
    local_model_busy: 'Il modello locale era occupato', internal_error: 'Non è stato possibile decidere',
    context_length_exceeded: 'Troppo lungo per il modello', invalid_request: 'Conteneva qualcosa di non permesso', unsupported_parameter: 'Il modello non sa fare ciò che era chiesto', server_busy: 'Troppe richieste erano in corso', storage_unavailable: 'Ciò che appartiene alla conversazione non si è potuto leggere o conservare',
  },
  actions: {
    'content.read': 'Un contenuto conservato è stato letto', 'content.find': 'È stata fatta una ricerca nei contenuti conservati', 'content.erase': 'Contenuti conservati sono stati cancellati', 'recognition.falseAlarmRead': 'Le parole di un falso allarme sono state guardate', 'lockdown.set': '«Niente esce dall\'edificio» è stato attivato o disattivato',
    'exporter.add': 'Un\'esportazione verso un altro sistema è stata creata', 'exporter.update': 'Un\'esportazione verso un altro sistema è stata modificata', 'exporter.remove': 'Un\'esportazione verso un altro sistema è stata rimossa',
    'recovery-key.renew': 'È stata creata una nuova chiave di ripristino', 'budget.overrun': 'Un fornitore ha fatturato più del previsto', 'backup.restore': 'Un backup è stato scelto per il ripristino', 'backup.restored': 'Un backup è stato ripristinato',
    'traces.export': 'Sono state esportate delle tracce', 'audit.export': 'Il registro di verifica è stato esportato', 'audit.broken': 'Il registro di verifica è stato trovato modificato', 'egress.mismatch': 'Ciò che è uscito non corrisponde al registro',
  },
};

export const REPORT_TEXTS: Record<ReportLanguage, ReportTexts> = { en, de, fr, it };
