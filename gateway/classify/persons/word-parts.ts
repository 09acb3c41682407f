import { LEGAL, LEGAL_WEAK, MEDICAL, MEDICAL_WEAK } from './roles.ts';

/** What ends or begins more words of illness, disputes and money than a list can hold. */
export type PartsOfWords = readonly (readonly [role: number, parts: string])[];

/** What makes a word one of medicine in any language: Greek and Latin endings, stems of active substances. */
export const FORMS: PartsOfWords = [
  [MEDICAL, `itis ektomie ectomie ectomia ectomy skopie scopie scopia scopy algie algia pathie patia pathy plegie plegia parese parésie paresi paresis sténose stenosi stenosis sclérose sclerosi sclerosis trombosi thrombosis nécrose necrosi necrosis kardie cardie cardia
    cinome cinoma kämie nämie lämie rämie cémie némie cemia nemia kamia namia plasie plasia aturie inurie aturia inuria thérapie terapia therapy
    thrite nchite nusite patite dicite matite cystite cistite mastite gastrite
    opril sartan olol statin statine statina prazol prazole prazolo tinib cillin cilline cillina mycin mycine micina floxacin floxacine zepam zolam triptan gliptin gliptine gliflozin dipin dipine dipina oxetin oxétine oxetina tralin traline tralina xaban oplatin isplatin
    formin formine formina profen profène profene setron lukast navir ciclovir conazol conazole thiazid tiapin tiapine zapin zapine peridol morphin morphine solon solone nison nisone phenidat phenidate faxin faxine gabalin gabaline bapentin bapentine`],
  [0, `mikroskopie spektroskopie microscopie microscopia microscopy spectroscopie spectroscopy nostalgie nostalgia sympathie simpatia sympathy antipathie antipatia antipathy empathie empatia empathy telepathie telepathy`],
];
/** Heads of German compounds. Of two that fit the longer one counts; role 0 takes back what a shorter one says. */
export const HEADS: PartsOfWords = [
  [MEDICAL, `karzinom sarkom adenom melanom myelom lymphom infarkt insuffizienz stenose thrombose embolie sklerose arthrose fibrose psychose zirrhose nekrose fraktur ruptur luxation prothese depression anamnese erkrankung syndrom infektion entzündung blutung lähmung
    transplantation implantat biopsie resektion amputation dialyse bestrahlung allergie schwangerschaft unverträglichkeit arztbericht arztzeugnis krebs tumor medikament medikamente patient patientin patienten therapie`],
  [MEDICAL_WEAK, `störung operation eingriff beschwerden schmerz schmerzen ausschlag unfähigkeit abhängigkeit plastik pflege unfall verletzung untersuchung behandlung spital klinik`],
  [LEGAL, `klage kläger klägerin beklagte scheidung kündigung pfändung betreibung konkurs testament alimente mandant mandantin klient klientin vollmacht schuldner schuldnerin diebstahl hinterziehung betrug delikt missbrauch taggeld alleinerbe alleinerbin lohnabrechnung vorbezug strafe ausweisung`],
  [LEGAL_WEAK, `verfahren beschwerde einsprache rekurs urteil mahnung darlehen hypothek vertrag schenkung bewilligung abrechnung steuer steuern verbilligung rente guthaben busse entzug gericht ausstand rückstand lohn schulden unterhalt anzeige nachlass zahlung versicherung prozess`],
  [0, `entscheidung unterscheidung abscheidung ausscheidung ankündigung verkündigung erkundigung verklage
    flusskrebs einkaufskrebs kooperation cooperation mehrwertsteuer umsatzsteuer absturz belohnung vorurteil impfstoff gehirnerschütterung stellenanzeige fehleranzeige kontaktanzeige kleinanzeige bildschirmanzeige werbeanzeige preisnachlass netzwerkdiagnose mikroplastik landesverteidigung
    arbeitsprozess lernprozess denkprozess geschäftsprozess herstellungsprozess produktionsprozess buildprozess kaufprozess fehlerbehandlung ausnahmebehandlung datenpflege körperpflege hautpflege gartenpflege landschaftspflege totenklage wehklage kronzeuge weiterentwicklung
    recherche höchststrafe konventionalstrafe suchverfahren rechenverfahren`],
];
/** Their modifiers. */
export const MODIFIERS: PartsOfWords = [
  [MEDICAL_WEAK, `kranken krankheits krankschreib patienten therapie medikamenten diagnose depressions unfall pflege invaliditäts invaliden arbeitsunfähig psychiatri psychothera onkolog gynäkolog urolog kardiolog`],
  [LEGAL_WEAK, `scheidungs betreibungs konkurs kündigungs mandats mandanten klienten straf nachlass unterhalts sorgerechts steuer lohn prämien renten schulden sozialhilfe taggeld arbeitslosen quellensteuer verlust mahn erbschafts erbvor haftpflicht aufenthalts`],
  [0, `steuerung steuerrad steuermann lohnens lohnend lohnt krankenschwester straff strafraum strafstoss verlustleist verlustfrei verlustbehaft mahnmal pflegeleicht diagnoseport diagnosetool unfallchirurg steuerberat`],
];
