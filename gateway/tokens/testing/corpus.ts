/** Texts of many kinds, each some hundred to some thousand characters; the same at every run. */
export const CORPUS: Readonly<Record<string, string>> = {
  de: 'Sehr geehrte Frau Dr. Müller, bezugnehmend auf unser Telefonat vom 3. März teilen wir Ihnen mit, dass die Rechtsschutzversicherung die Kostenübernahme für das Schlichtungsverfahren bestätigt hat. Die Klageantwort ist bis spätestens 14. April einzureichen; eine Fristerstreckung wurde bereits beantragt. Bitte lassen Sie uns die unterzeichnete Vollmacht sowie die Grundstückverkehrsbewilligung zukommen. Mit freundlichen Grüßen, Anwaltsgemeinschaft Bächtold & Söhne, Zürich.',
  fr: "Madame, Monsieur, suite à notre entretien du 12 février, nous vous confirmons que l'assemblée générale extraordinaire aura lieu à Genève. L'ordre du jour comprend l'approbation des comptes, la décharge aux administrateurs et l'élection de l'organe de révision. Veuillez agréer, Madame, Monsieur, l'expression de nos sentiments distingués. Où l'œuvre s'achève, là commence l'âme: c'était déjà prévu qu'aujourd'hui, peut-être, l'été reviendrait.",
  it: "Gentile Signora, con la presente Le comunichiamo che la dichiarazione d'imposta è stata depositata entro il termine previsto. L'ufficio circondariale di tassazione ha richiesto ulteriori giustificativi relativi alle spese di manutenzione dell'immobile; La preghiamo pertanto di trasmetterci le fatture originali. Perché però la città è così lontana, più nessuno verrà giù. Distinti saluti, Fiduciaria Ticinese SA, Lugano.",
  en: 'Dear Ms Carter, we refer to the share purchase agreement dated 4 June and hereby give notice under clause 7.2 that the seller has failed to deliver the disclosure letter. Unless the breach is remedied within ten business days, our client reserves all rights and remedies. The patient was admitted with acute abdominal pain; laboratory findings showed leukocytosis and an elevated C-reactive protein. Nevertheless, the physicians recommended conservative treatment.',
  ru: 'Уважаемая Анна Сергеевна! Направляем Вам проект договора аренды нежилого помещения. Просим рассмотреть его в течение пяти рабочих дней и сообщить о возможных замечаниях. С уважением, юридическая фирма.',
  el: 'Αγαπητή κυρία, σας διαβιβάζουμε το σχέδιο της σύμβασης και παρακαλούμε για τις παρατηρήσεις σας εντός δέκα ημερών.',
  ar: 'السيد المحترم، نرفق لكم مسودة العقد ونرجو منكم مراجعتها وإبداء ملاحظاتكم خلال عشرة أيام من تاريخ استلام هذه الرسالة.',
  hi: 'प्रिय महोदय, हम आपको अनुबंध का मसौदा भेज रहे हैं। कृपया दस दिनों के भीतर अपनी टिप्पणियाँ हमें भेजें। धन्यवाद।',
  th: 'เรียนคุณสมชาย ทางบริษัทขอส่งร่างสัญญามาให้ท่านพิจารณา กรุณาแจ้งความเห็นภายในสิบวันทำการ ขอแสดงความนับถือ',
  zh: '尊敬的客户,随函附上租赁合同草案,请于十个工作日内审阅并告知您的意见。如有任何疑问,请随时与我们联系。此致敬礼。鑫淼犇骉龘靐齉爩籲鬱。',
  ja: '拝啓 時下ますますご清栄のこととお慶び申し上げます。さて、先日ご依頼いただきました契約書の案をお送りいたしますので、ご確認くださいますようお願い申し上げます。カタカナとひらがな。',
  ko: '안녕하세요. 요청하신 임대차 계약서 초안을 보내 드리오니 검토하신 후 열흘 이내에 의견을 알려 주시기 바랍니다. 감사합니다.',
  code: "export function leastOf<T>(items: readonly T[], by: (item: T) => number): T | undefined {\n  let least: T | undefined;\n  for (const item of items) {\n    if (least === undefined || by(item) < by(least)) least = item;\n  }\n  return least; // O(n)\n}\n\nclass HTTPRequestHandlerFactory extends AbstractSingletonProxyFactoryBean {\n\tprivate static final long serialVersionUID = -3042686055658047285L;\n\t#define MAX_BUF 0xDEADBEEF\n}\n",
  sql: "SELECT c.id, COUNT(*) AS n FROM clients c LEFT JOIN matters m ON m.client_id = c.id WHERE c.canton IN ('ZH','GE','TI') GROUP BY c.id HAVING COUNT(*) > 3 ORDER BY n DESC;\nUPDATE invoices SET paid_at = NULL WHERE iban LIKE 'CH93 0076%';",
  json: JSON.stringify({ invoice: { id: 'INV-2026-00417', lines: [{ sku: 'A-1', qty: 3, unit: 12.5 }, { sku: 'B-22', qty: 1, unit: 0.075 }], total: 37.575, paid: false, notes: null, emails: ['anna@example.com', 'b.c@example.org'] } }, null, 2),
  jsonDense: JSON.stringify(Array.from({ length: 30 }, (_, at) => ({ a: at * 7919, b: [at, -at, at / 7], k: `x${at}` }))),
  table: '| Datum | Konto | Betrag CHF |\n| --- | ---: | ---: |\n| 2026-01-03 | 1020 | 12\'345.60 |\n| 2026-01-04 | 3200 | -987.05 |\n| 2026-01-05 | 6500 | 1\'000\'000.00 |\n',
  csv: 'id;name;amount\n1;Müller;12.30\n2;Rossi;4567.89\n3;Lefèvre;-0.01\n4;Smith;99999999.99\n',
  digits: Array.from({ length: 300 }, (_, at) => (at * at * 7919) % 10).join(''),
  phone: '+41 44 268 12 34, +49 (0)30 901820, 0041-79-555-01-02, CH93 0076 2011 6238 5295 7, 756.9217.0769.85',
  base64: bytes(600).toString('base64'),
  hex: bytes(400).toString('hex'),
  hexUpper: bytes(300).toString('hex').toUpperCase(),
  uuid: '3f2504e0-4f89-41d3-9a0c-0305e82c3301 {6B29FC40-CA47-1067-B31D-00DD010662DA} urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  letters: letters(1_500, 'abcdefghijklmnopqrstuvwxyz'),
  capitals: letters(800, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
  consonants: letters(900, 'bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ'),
  shortWords: letters(900, 'xqzjkvwy  '),
  shouting: 'DIE KÜNDIGUNG DES MIETVERHÄLTNISSES IST NICHTIG. THE TERMINATION NOTICE IS VOID. LA RÉSILIATION DU BAIL EST NULLE.',
  emoji: '👨‍👩‍👧‍👦🏳️‍🌈👍🏽🇨🇭🇮🇹🧑🏿‍⚕️😀😃😄🥲🫠🪿🐦‍🔥✅❌⚠️➡️'.repeat(4),
  fdfa: 'ﷺ ﷻ ﷲ ﷺﷺﷺ'.repeat(8),
  ligatures: 'ﬁnancial oﬃce ﬂuﬀy №5 ½ ¾ Ⅷ ㎏ ㍿ ™ © ℡ ＦＵＬＬＷＩＤＴＨ ｶﾀｶﾅ ',
  accents: 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘',
  symbols: '∀x∈ℝ: ⌈x⌉ = −⌊−x⌋, ∮E·dA = Q/ε₀, α ∧ ¬β ≡ ⊥ ⟨ψ|φ⟩ ⇒ ∑ᵢ xᵢ² ≤ √n — “quotes” ‘single’ … • § ¶ € £ ¥ ₣ ◆ ■ ╔═╗║ ░▒▓',
  punctuation: letters(600, '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'),
  rules: `${'='.repeat(200)}\n${'-'.repeat(77)}\n${'*'.repeat(33)}\n${'._'.repeat(60)}\n${'#'.repeat(7)}`,
  spaces: `${' '.repeat(500)}x${' '.repeat(3)}y${' '.repeat(17)}z`,
  newlines: `${'\n'.repeat(300)}a\n\n\nb\r\n\r\nc${'\n \n'.repeat(40)}`,
  tabs: `${'\t'.repeat(100)}a\t\tb\t \t \tc${' \t'.repeat(40)}`,
  indented: 'if (a) {\n                        return b;\n            }\n\t\t\t\tend\n        }\n'.repeat(6),
  oddSpaces: 'a\u00a0b\u2003c\u2009d\u200be\u3000f\ufeffg\u2028h\u0085i'.repeat(12),
  controls: '\u0000\u0001\u0007\u001b[31m\u007f\u0008'.repeat(20),
  privateUse: '\ue000\uf8ff\u{10fffd}\u{1f9ff}\u{20000}\u{2a6df}'.repeat(12),
  special: '<|endoftext|><|im_start|>system<|im_end|></s><s>[INST] [/INST] <|eot_id|> <bos><start_of_turn> \n\nHuman: \n\nAssistant: <unk>[REFERENCE_DOC_19]'.repeat(3),
  urls: 'https://www.example.com/a/b_c/d-e.html?id=42&q=%C3%A4%20b&utm_source=x#top file:///C:/Users/Anna/Documents/Vertr%C3%A4ge.docx',
  html: '<!doctype html><table class="x-1"><tr><td style="color:#ff00aa;padding:0 4px">&nbsp;A&amp;B</td></tr></table><script>var a=[1,2,3];</script>',
  latex: '\\begin{equation}\\int_0^\\infty e^{-x^2}\\,dx=\\frac{\\sqrt{\\pi}}{2}\\label{eq:gauss}\\end{equation}',
  repeated: 'na'.repeat(200) + 'A'.repeat(150) + 'xy1'.repeat(60) + 'ö'.repeat(40),
  camel: 'translatesAutoresizingMaskIntoConstraints itkDirectFourierReconstructionImageToImageFilter dequeueReusableCellWithIdentifier onreadystatechange XMLHttpRequest iOSAppIDs eBayURLs ',
  czech: 'Příliš žluťoučký kůň úpěl ďábelské ódy. Zażółć gęślą jaźń. Árvíztűrő tükörfúrógép. Ĝis la revido, ŝafoj kaj ĵurnaloj. Đặng Thị Ngọc Ánh ở Hà Nội. İstanbul\'da ığdır çağı.',
  empty: '',
};

/** A fixed sequence (Park and Miller's generator). */
function numbers(): () => number {
  let state = 20_261_121;
  return () => (state = (state * 48_271) % 2_147_483_647);
}

function bytes(length: number): Buffer {
  const next = numbers();
  return Buffer.from(Array.from({ length }, () => (next() >> 8) & 255));
}

function letters(length: number, from: string): string {
  const next = numbers();
  return Array.from({ length }, () => from[(next() >> 8) % from.length]).join('');
}
