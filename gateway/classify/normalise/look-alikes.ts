/**
 * Letters that are drawn like a Latin one, from Unicode's confusables data (UTS #39), cut down to Cyrillic, Greek, Armenian, Cherokee and the
 * phonetic letters; compatibility forms (full width, mathematical, circled) are NFKC's business. Pairs: the letter, what it looks like.
 */
const PAIRS =
  'аaАAВBсcСCԁdеeЕEһhНHіiІIјjЈJкkКKмmМMоoОOрpРPԛqѕsЅSтtТTуyУYԝwѡwхxХXүyҮYӏlӀIԌGгrпnѵvѴVьbЬbЗ3ҽe' +
  'ΑAαaΒBΕEεeΖZΗHΙIιiΚKκkΜMΝNνvΟOοoΡPρpΤTτtΥYυuΧXχxγyϲcϹCϳjͿJσoηn' +
  'օoՕOսuՍUհhոnցgքpԼLՏSզqԱU' +
  'ᎠDᎡRᎢTᎥiᎩYᎪAᎫJᎬEᎳWᎷMᎻHᎾOᏀGᏂhᏃZᏎ4ᏏbᏔWᏕSᏙVᏚSᏞLᏟCᏢPᏦKᏧdᏮ6ᏴB' +
  'ɑaɡgɩiıiʟLɴNʀRʙBɢGʜHɪIᴀAᴄcᴅDᴇEᴊJᴋKᴍMᴏoᴘPᴛTᴜuᴠvᴡwᴢzꜰFꜱSʏyɭlƖlǃ!ƼsƽsƦR';

/** Zero of each block of ten decimal digits outside ASCII and outside what NFKC turns into ASCII (Unicode 16, general category Nd). */
const DIGIT_ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0,
  0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11de0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70,
  0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950,
];

/** Digits and letters in filled or double circles and boxes, which NFKC leaves alone: the first of a row, what it shows, how many follow each other. */
const ROWS: readonly (readonly [first: number, shows: string | number, count: number])[] = [
  [0x2776, 1, 10], [0x2780, 1, 10], [0x278a, 1, 10], [0x24eb, 11, 10], [0x24f5, 1, 10], [0x24ff, 0, 1], [0x1f10b, 0, 1], [0x1f10c, 0, 1], [0x1f150, 'A', 26], [0x1f170, 'A', 26],
];
/** Drawn as a blank, and none to Unicode. */
const BRAILLE_BLANK = 0x2800;

const table = new Map<number, string>([[BRAILLE_BLANK, ' ']]);
for (const [first, shows, count] of ROWS) for (let i = 0; i < count; i++) table.set(first + i, typeof shows === 'number' ? String(shows + i) : String.fromCharCode(shows.charCodeAt(0) + i));
for (let i = 0; i + 1 < PAIRS.length; i += 2) table.set(PAIRS.charCodeAt(i), PAIRS[i + 1]!);
for (const zero of DIGIT_ZEROS) for (let digit = 0; digit < 10; digit++) table.set(zero + digit, String(digit));

/** The Latin letter, the number or the blank that a code point is drawn like or stands for. */
export function lookAlike(codePoint: number): string | undefined {
  return table.get(codePoint);
}
