import { AHEAD, BORN, CLOSING, DEGREE, FIELD, FUNCTION, GREETING, LABEL, LEGAL_FORM, NAMED_AFTER, OFFICE, ORGANISATION_HEAD, PARTICLE, SAYS, STREET, TITLE } from './roles.ts';

/** Words around names, addresses and organisations in German, French, Italian and English; case and diacritics do not matter. */
export const SURROUNDING: readonly (readonly [role: number, words: string])[] = [
  [TITLE, `Herr Herrn Hr Frau Fr Fräulein Familie Eheleute Dr Dres Doktor Prof Professor Professorin PD
    Madame Mme Mmes Mademoiselle Mlle Monsieur M MM Maître Me Docteur Docteure Dre Professeur Professeure Veuve
    Signor Signora Signorina Sig Sigra Sigr Dott Dottssa Dottore Dottoressa Avv Ing Arch Geom Famiglia Pat Mdt Mdtin Bekl
    Mr Mrs Ms Miss Mister Mx Sir Lady Dame Rev Reverend Doctor
    gez att ppa`],
  [OFFICE, `Rechtsanwalt Rechtsanwältin Anwalt Anwältin RA RAin Notar Notarin Richter Richterin Oberrichter Oberrichterin Gerichtspräsident Staatsanwalt Staatsanwältin Arzt Ärztin Hausarzt Hausärztin
    Oberarzt Oberärztin Chefarzt Chefärztin Physiotherapeutin Psychologin Psychologe Kollege Kollegin Nachbar Nachbarin Bruder Schwester Onkel Tante Sohn Tochter Ehemann Ehefrau Gatte Gattin Witwe
    Mutter Vater Partnerin Freund Freundin Sachbearbeiter Sachbearbeiterin Mitarbeiter Mitarbeiterin Treuhänder Treuhänderin Gemeindepräsident Regierungsrat Bundesrat Nationalrat Lehrer Lehrerin Erblasser Erblasserin
    avocat avocate notaire juge procureur procureure médecin collègue voisin voisine oncle tante frère soeur fils fille époux épouse mari veuf mère père ami amie conseiller conseillère infirmière
    avvocato avvocata notaio giudice procuratore medico collega vicino vicina zio zia fratello sorella figlio figlia marito moglie vedovo vedova madre padre amico amica dottor ingegner
    attorney lawyer solicitor barrister judge justice doctor nurse colleague neighbour neighbor uncle aunt brother sister son daughter husband wife widow mother father friend`],
  [PARTICLE, `von vom van den der zu zum zur ter ten de del della dello dei degli di da do dos das du des la le lo el al bin ibn ben af av ap und y e`],
  [LABEL, `Patient Patientin Patienten Klient Klientin Klienten Mandant Mandantin Mandanten Kunde Kundin Versicherte Versicherter Gegenpartei Gegenseite Kläger Klägerin Beklagte Beklagter Beschuldigte Beschuldigter Angeklagte Angeklagter
    Geschädigte Geschädigter Zeuge Zeugin Mieter Mieterin Vermieter Vermieterin Käufer Käuferin Verkäufer Verkäuferin Erbe Erbin Schuldner Schuldnerin Gläubiger Gläubigerin Arbeitnehmer Arbeitnehmerin Kindsmutter Kindsvater
    Name Vorname Nachname Familienname Geburtsname Ansprechpartner Ansprechpartnerin Kontaktperson Kontakt Absender Empfänger Unterzeichnete Unterzeichneter Sachbearbeitung zuhanden Betrifft Sachen attention attenzione vertreten zugunsten lautend Testament Nachlass zahlbar unterzeichnet heisse heisst heiße heißt namens
    représenté représentée rappresentato rappresentata represented appelle chiamo
    patiente client cliente assuré assurée partie demandeur demanderesse défendeur défenderesse prévenu prévenue plaignant plaignante témoin locataire bailleur bailleresse acheteur vendeur héritier héritière débiteur créancier employé employée
    nom prénom contact expéditeur destinataire concerne
    paziente assicurato assicurata attore attrice convenuto convenuta imputato imputata testimone inquilino inquilina locatore locatrice acquirente venditore erede debitore creditore dipendente nome cognome contatto mittente destinatario
    client plaintiff defendant claimant respondent witness tenant landlord buyer seller heir debtor creditor employee insured surname firstname lastname fullname forename contact attn sender recipient customer givenname familyname patientname clientname customername username displayname
    vorname nachname kundenname`],
  [GREETING, `Guten Good Bonsoir Buonasera Liebe Lieber Liebes Hallo Hoi Grüezi Salü Servus Hey Hi Hello Dear Cher Chère Bonjour Salut Ciao Cara Caro Carissimo Carissima Buongiorno`],
  [CLOSING, `Grüsse Grüssen Gruss Grüße Grüßen Gruß regards sincerely faithfully yours cheers best cordialement salutations amicalement saluti cordialmente LG VG MfG Bises`],
  [LEGAL_FORM, `AG GmbH SA Sàrl SRL SpA KG OHG GbR UG SE Ltd Limited LLC LLP Inc Corp plc SAS SNC SASU Sagl EURL Partner Partners Associés Associati Associates Söhne Cie Co Figli Fils Sons`],
  [ORGANISATION_HEAD, `Stiftung Verein Genossenschaft Kanzlei Anwaltskanzlei Arztpraxis Zahnarztpraxis Gemeinschaftspraxis Klinik Treuhandbüro Notariat Fondation Association Étude Cabinet Clinique Fiduciaire Fondazione Associazione Studio Clinica Fiduciaria Foundation`],
  [STREET, `rue avenue av chemin ch route rte place boulevard bd quai impasse allée ruelle sentier passage esplanade cité via viale piazza piazzale corso vicolo contrada salita lungolago strada largo`],
  [NAMED_AFTER, `Strasse Str Weg Platz Gasse Allee Ring Brücke Schule Gymnasium Universität Institut Preis Stadion Haus Halle Museum Syndrom Krankheit Effekt Gesetz Theorem Formel Test Modell Verfahren Medaille Turm Park
    Street St Road Rd Lane Ave Avenue Drive Square Court Crescent Close Boulevard University College School Institute Award Prize Bridge Airport Stadium Syndrome Disease Theorem Law Effect Foundation Hospital Museum Day`],
  [FIELD, `Name Vorname Nachname Familienname Kunde Klient Mandant Patient Mitarbeiter Versicherte nom prénom client patient assuré employé nome cognome cliente paziente dipendente name surname firstname lastname fullname forename first last customer employee contact`],
  [BORN, `geb geboren geborene Geburtsjahr Jahrgang Jg né née nés nato nata born DOB`],
  [DEGREE, `med iur jur phil oec rer pol nat dent vet publ ing dipl lic mlaw llm hc habil theol sc soc theol pharm ssa ra re`],
  [SAYS, `sagt sagte meint meinte erklärt erklärte erzählt erzählte fragt fragte antwortet antwortete schreibt berichtet berichtete bestätigt bestätigte behauptet behauptete bestreitet verlangt verlangte wohnt wohnte heisst möchte beklagt meldet meldete klagt bittet leidet schuldet arbeitet kündigt bezahlt kommt kam rief hat will weigert
    dit déclare déclaré affirme explique demande répond habite souhaite veut conteste réclame souffre confirme refuse présente
    dice detto afferma dichiara spiega chiede risponde abita desidera vuole contesta conferma lamenta soffre rifiuta
    said says told tells asked asks explained replied wrote lives wants complains complained confirmed denies denied suffers called reported refuses`],
  [FUNCTION, `CEO CFO CTO COO CIO HR Geschäftsführer Geschäftsführerin Inhaber Inhaberin Direktor Direktorin Leiter Leiterin Abteilungsleiter Abteilungsleiterin Präsident Präsidentin Verwaltungsrat Prokurist Prokuristin Assistentin Assistent Sekretärin Buchhalterin Buchhalter Projektleiter Projektleiterin Lernende Lernender
    directeur directrice gérant gérante président présidente comptable secrétaire responsable associé associée administrateur
    direttore direttrice titolare presidente contabile segretaria amministratore
    director manager president secretary accountant chairman chairwoman founder owner officer`],
  [AHEAD, `dass bei mit für wegen über gegen durch chez avec pour selon presso con per secondo with for that about against`],
];
