import type { Language } from '../config/settings.ts';
import type { Alert } from './alerts.ts';

interface Words {
  office: string;
  subject(name: string, threshold: number): string;
  body(name: string, threshold: number): string;
  overrun: string;
  overrunBody(trace: string): string;
  test: string;
  testBody: string;
  foot: string;
}

const WORDS: Record<Language, Words> = {
  en: {
    office: 'the whole office', subject: (name, threshold) => `Budget of ${name}: ${threshold} % used`, body: (name, threshold) => `The budget of ${name} has reached ${threshold} % of its limit. What is left stands under Budgets.`,
    overrun: 'A provider billed more than it could', overrunBody: (trace) => `For request ${trace} a provider reported more than was set aside for it. The budgets count what it reported; please compare its invoice.`,
    test: 'Gatehouse can send mail', testBody: 'This is a test. Warnings about budgets will come to this address.', foot: 'Gatehouse sends this message once per period and threshold.',
  },
  de: {
    office: 'das ganze Büro', subject: (name, threshold) => `Budget für ${name}: ${threshold} % gebraucht`, body: (name, threshold) => `Das Budget für ${name} hat ${threshold} % seiner Grenze erreicht. Was übrig ist, steht unter «Budgets».`,
    overrun: 'Ein Anbieter hat mehr verrechnet, als möglich war', overrunBody: (trace) => `Für die Anfrage ${trace} hat ein Anbieter mehr gemeldet, als dafür zurückgelegt war. Die Budgets zählen, was er gemeldet hat; bitte vergleichen Sie seine Rechnung.`,
    test: 'Gatehouse kann E-Mails senden', testBody: 'Das ist ein Versuch. Warnungen zu Budgets kommen künftig an diese Adresse.', foot: 'Gatehouse sendet diese Nachricht einmal je Zeitraum und Schwelle.',
  },
  fr: {
    office: 'tout le bureau', subject: (name, threshold) => `Budget de ${name} : ${threshold} % utilisés`, body: (name, threshold) => `Le budget de ${name} a atteint ${threshold} % de sa limite. La page « Budgets » dit ce qu’il reste.`,
    overrun: 'Un fournisseur a facturé plus que possible', overrunBody: (trace) => `Pour la requête ${trace}, un fournisseur a annoncé plus que ce qui était réservé. Les budgets comptent ce qu’il a annoncé ; veuillez comparer sa facture.`,
    test: 'Gatehouse peut envoyer des courriels', testBody: 'Ceci est un essai. Les avertissements de budget arriveront à cette adresse.', foot: 'Gatehouse envoie ce message une fois par période et par seuil.',
  },
  it: {
    office: 'tutto l’ufficio', subject: (name, threshold) => `Budget di ${name}: ${threshold} % usato`, body: (name, threshold) => `Il budget di ${name} ha raggiunto il ${threshold} % del limite. La pagina «Budget» dice quanto resta.`,
    overrun: 'Un fornitore ha fatturato più del possibile', overrunBody: (trace) => `Per la richiesta ${trace} un fornitore ha comunicato più di quanto era riservato. I budget contano quanto comunicato; la preghiamo di confrontare la fattura.`,
    test: 'Gatehouse può inviare e-mail', testBody: 'Questa è una prova. Gli avvisi sui budget arriveranno a questo indirizzo.', foot: 'Gatehouse invia questo messaggio una volta per periodo e soglia.',
  },
};

/** Subject and text of a warning; names and numbers only. */
export function mailText(language: Language, alert: Alert | 'test', nameOf: (scope: string) => string | null): { subject: string; text: string } {
  const words = WORDS[language];
  if (alert === 'test') return { subject: words.test, text: `${words.testBody}\n` };
  if (alert.budget === '') return { subject: words.overrun, text: `${words.overrunBody(String(alert.detail['trace']))}\n` };
  // Attack: a department named over several lines would write lines of its own into the message.
  const name = (nameOf(String(alert.detail['scope'])) ?? words.office).replace(/\s+/g, ' ');
  return { subject: words.subject(name, alert.threshold), text: `${words.body(name, alert.threshold)}\n\n${words.foot}\n` };
}
