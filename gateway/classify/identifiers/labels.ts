/** Words before a number that say what it is, in plain lower case (see context.ts). Every pattern begins with letters: see beginnings.ts for what may stand in it. */

export const TELEPHONE = /\b(?:tel|telefon\w*|telephone|telefono|telefax|phone|fon|fax|mobil\w*|natel|handy\w*|cell|cellphone|cellulare|portable|hotline|numero|appel\w*|ruf\w*|ruckruf\w*|direktwahl|durchwahl|chiam\w*|call|erreichbar|whatsapp|sms)\b[^\n]{0,24}$/;

export const BIRTH = /\b(?:geb|geboren\w*|geb-?dat\w*|geburt|geburts-?(?:dat\w*|tag|ort|jahr)|nee? (?:le|a|en)|naissance|nat[oa]|nascita|born|birth|bday|dob|d\.o\.b|date of birth|birthdate|birthday)\b[^\n]{0,40}$|\b(?:geburtsdatum|geburtstag|geb-?dat\w*|date de naissance|data di nascita|date of birth|birthdate|dob)[ .:]{0,3}\s{0,3}$/;

export const CASE = /\b(?:geschafts-?(?:nr|nummer)|gesch\.?-?nr|dossier\w*|akten\w*|aktenzeichen|az|verfahren\w*|prozess-?(?:nr|nummer)|(?:verf|proz)\.?-?nr|aktz|geschaftszahl|gz|fall-?(?:nr|nummer)|mandat(?:s-?(?:nr|nummer))?|unser zeichen|ihr zeichen|referenz|cause|affaire|procedure|procedimento|incarto|inc|pratica|fascicolo|r\.?g|rif|schaden\w*|sinistre|sinistro|police\w*|polizza)\b[^\n]{0,20}$|\b(?:case|matter|file|docket|claim|ref)\b[ .:]{0,3}(?:(?:no|nr|number|id)\b)?[ .:"'=]{0,5}$|\b(?:betreibung\w*|zemis|untersuchung\w*|unt|poursuite|esecuzione|versicherten|vers|versicherung\w*|assuree?|assicurat[oa])[ .-]{0,3}(?:no|nr|n|nummer|number)\b[ .:°"'=]{0,5}$/;

export const MEDICAL = /\b(?:icd\w*|diagnos\w*|(?:haupt|neben|verdachts|entlassungs|austritts)diagnos\w*|diagn|befund\w*|erkrank\w*|krank\w*|patient\w*|maladie\w*|malatti\w*|disease|illness|disorder|klinik\w*|sympt\w*|psych\w*|(?:haus|fach|spital|vertrauens|amts)?arzt\w*|leidet an|leidet unter|arbeitsunfah\w*|storung\w*|syndrom\w*|depress\w*|hyperton\w*|komorbid\w*|austrittsbericht\w*|medik\w*|medizin\w*|medic\w*|medec\w*|therap\w*|arztzeugnis|anamnes\w*|spital|hopital|ospedale|hospital)\b/;
export const DIAGNOSIS = /\b(?:icd\w*|diagnos\w*|(?:haupt|neben|verdachts|entlassungs|austritts)diagnos\w*)\b[^\n]{0,48}$|\b(?:diagnosen?|diagnostic|diagnosi|diagnosis)[ .:]{0,3}\s{0,3}[a-z]?$|\b(?:diagn|diag|dg|dx|leidet (?:an|unter)|erkrankung\w*|krankheit\w*|befund\w*|anamnes\w*|komorbid\w*|symptome?|therapie (?:bei|wegen)|behandlung (?:bei|wegen|von)|krankgeschrieben|arbeitsunfah\w* (?:wegen|infolge)|arztbericht|arztzeugnis|patient\w* mit|souffre de|atteinte? de|soffre di|affett[oa] da|suffers from|diagnosed with)\b[^\n]{0,20}$/;

export const PLATE = /\b(?:kennzeichen|kontrollschild\w*|autonummer|nummernschild|schild|plaques?|immatricul\w*|targa|targhe|licen[cs]e plate|number plate|registration|fahrzeug\w*|auto|voiture|vehicule|veicolo|car|pkw)\b[^\n]{0,24}$/;

/** Of a passport or an identity card. */
export const TRAVEL = /\b(?:reisepass\w*|pass-?(?:nr|nummer)|pass (?:nr|nummer)|passeport\w*|passaporto|passport\w*|identitatskarten?\w*|id-?karten?\w*|identity card|carte d.identite|carta d.identita|personalausweis\w*|auslanderausweis\w*|ausweis-?(?:nr|nummer))\b[^\n\d]{0,24}$/;

export const VERSION = /(?:\b(?:version|vers|release|build|firmware|update|kapitel|chapter|section|abschnitt|ziffer|ziff|v)\b\W*|\bv)$/;

export const TAX_DE = /\b(?:steuer[ -]?id\w*|steueridentifikation\w*|steuer-?identifikation\w*|steuernummer|idnr|tin|tax id\w*|tax number)\b/;
export const PENSION_DE = /\b(?:renten\w*|sozialversicherung\w*|rvnr|svnr|sv-?nummer|versicherungsnummer|vsnr)\b/;
export const INSURANCE_AT = /\b(?:svnr|sv-?nr|sv-?nummer|sozialversicherung\w*|versicherungsnummer|vsnr)\b/;
export const REGISTER_BE = /\b(?:niss|insz|rijksregister\w*|registre national|national number|numero national|nationalregister\w*|rrn)\b/;
export const INSURANCE_GB = /\b(?:national insurance|nino|ni (?:number|no)|insurance number)\b/;
export const SERVICE_NL = /\b(?:bsn|burgerservicenummer|sofi-?nummer|citizen service number)\b/;
export const IDENTITY_ES = /\b(?:nif|dni|nie|documento nacional|identidad|tax id|steuernummer)\b/;
export const TAX_PT = /\b(?:nif|contribuinte|tax number|tax id|steuernummer)\b/;
export const NUMBER_PL = /\bpesel\b/;
export const INSURANCE_DE = /\b(?:krankenversich\w*|versichert\w*|kvnr|kv-?nummer|egk|gesundheitskarte)\b/;
/** In the countries' own words, and in those of a Swiss office. */
export const PERSON_EU = /\b(?:personnummer|samordningsnummer|personnr|henkilotunnus|hetu|personbeteckning|cpr|cpr-?nummer|fnr|rodne cislo|cnp|cod numeric personal|egn|oib|emso|isikukood|personas kods|asmens kodas|pps|ppsn|amka|seguridad social|nss|afiliacion|personal (?:id|identity|identification|number|code)|national (?:id|identity|identification)|identity number|personenkenn\w*|personennummer|numero (?:national|personnel|personale|fiscale)|identifiant national)\b/;

/** Before the reference of a bill. */
export const PAYMENT = /\b(?:referenz\w*|zahlungsreferenz|reference|riferimento|qr|qrr|qr-?referenz|scor|esr|esr-?\w*|bvr|pvr|zahlung\w*|zahlbar\w*|einzahlung\w*|uberweis\w*|rechnung\w*|verwendungszweck|paiement|payer|versement|facture|payable|pagamento|pagare|versamento|fattura|pagabile|payment\w*|pay|invoice|creditor|kreditor\w*|glaubiger\w*)\b[^\n]{0,40}\s{0,3}$/;

/** Before a part of a number that is cut. */
export const PART = /\b(?:half|halves|halft\w*|moitie|meta|part[ei]?|teil\w*|ziffern|digits|chiffres|cifre|beginnt|begins|starts|commence|inizia|endet|ends|finit|finisce|erste[nrs]?|zweite[nrs]?|letzte[nrs]?|first|second|last|premier\w*|dernier\w*|prim[aei]|second[aei]|ultim[aei]|rest|reste|resto|kart\w*|kredit\w*|bankk\w*|cards?|carte|carta)\b[^\n]{0,32}$/;
