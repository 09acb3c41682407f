import type { Language, Split } from './types.ts';

/** Given names and surnames per split and language. The held-out ones were written down without a look at `resources/names`, many on purpose rare. */
export const NAMES: Record<Split, Record<Language, { given: string; surnames: string }>> = {
  tune: {
    de: { given: 'Anna Hans Ursula Beat Regula Valon Gisela Thorsten Ayşe Reto Sandra Markus Dragana Lukas Vreni Hans-Peter Anne-Marie Selvarani', surnames: 'Müller Zgraggen Meier-Huber Berisha Keller Zimmermann Yılmaz Hofstetter Pfäffli Wüthrich Jovanović Brändli Kunz Odermatt Sivanesan Grütter Oberholzer Tschudin' },
    fr: { given: 'Jean-Luc Sophie Étienne Fatoumata Pierre Chantal Aurélie João Mehdi Monique Gaëlle Christophe Yvette Lorik', surnames: 'Rochat Vuilleumier Favre Dupraz Diallo Perroud Moreira Chevalley Jaquet Crettenand Blanc Nguyen Kastrati Bonvin Cuénod' },
    it: { given: 'Marco Giulia Francesca Matteo Ornella Giancarlo Sara Dritan Lucia Ivan Nicoletta Fabrizio', surnames: 'Bernasconi Bianchi Pedrazzini Rossi De Luca Crivelli Cavadini Shala Lombardi Regazzoni Fontana Quadri' },
    en: { given: 'John Emily Sarah Mohammed Claire Peter Oliver Priya Margaret Kwame Rachel Liam', surnames: "Smith O'Brien Patel Whitaker Johnson Khan Mensah Campbell Fletcher Okafor Harrison Lindqvist" },
  },
  held: {
    de: { given: 'Wiltrud Kilian Annelore Fatlinda Ruedi Jörn Melike Corsin Adelina Nadarajah Gian-Luca Mechtild Aljoscha Severine Hansjürg Tizian', surnames: 'Eichenlaub Burckhardt Krasniqi von Salis Zellweger Rölli Demirtaş Caminada Hürzeler Gschwind Petrović Thurnherr Kneubühler Aregger Wyrsch Sennhauser' },
    fr: { given: 'Bertille Loïc Aminata Romuald Anne-Sophie Thibaud Graziella Ousmane Marie-Claude Nolwenn Blerim Ludivine', surnames: 'Tornay Delapierre Quartenoud Sangaré Neuhaus de Weck Lachenal Pittier Ferreira Morerod Gashi Vonnez' },
    it: { given: 'Ginevra Tiziano Mariella Ruben Agnese Elvis Loredana Pierluigi Noemi Arber Samuela Ottavio', surnames: 'Ghisolfi Bottinelli Della Valle Salvioni Krasniqi Ambrosetti Marcionelli Zanotta Ferrazzini Tarchini Di Stefano Beffa' },
    en: { given: 'Beatrix Callum Nkechi Desmond Saoirse Rupert Aisha Gwendolyn Tobias Hamish Leilani Winifred', surnames: "Ashworth McAllister Adeyemi Featherstone Blackwood Rahman D'Souza Pemberton Llewellyn Zielinska Cartwright Obuya" },
  },
};

export const PLACES: Record<Language, readonly string[]> = {
  de: ['Bahnhofstrasse 12, 8001 Zürich', 'Untere Gasse 4a, 7000 Chur', 'Seestrasse 118, 6052 Hergiswil', 'Lindenweg 7, 3072 Ostermundigen', 'Schillerstraße 22, 80336 München'],
  fr: ['12, rue de la Gare, 1003 Lausanne', 'Chemin des Fleurs 5, 1700 Fribourg', 'avenue du Mont-Blanc 31, 1196 Gland', '8 rue du Faubourg, 75010 Paris'],
  it: ['Via Nassa 5, 6900 Lugano', 'Viale Stazione 22, 6500 Bellinzona', 'Via San Gottardo 101, 6648 Minusio', 'Piazza Grande 3, 6600 Locarno'],
  en: ['14 Baker Street, London', '27 Station Road, Cambridge', '5 Church Lane, Oxford', 'Bahnhofstrasse 40, 8001 Zürich'],
};
