/** One bug: in these files, this text becomes that one. Each text stands in its file once. */
export interface Mutant {
  name: string;
  edits: readonly (readonly [file: string, from: string, to: string])[];
}

const PLAN_OF_ALL: Mutant['edits'][number] = ['policy/decide.ts', "const deployments = verdicts.filter(({ access }) => access === 'clear' || (pseudonymised && access === 'pseudonymised')).map(({ deployment }) => deployment);", 'const deployments = verdicts.map(({ deployment }) => deployment);'];
const ORIGINS_OF_CLEARED: Mutant['edits'][number] = ['policy/decide.ts', 'const origins = deployments.map((d) =>', "const origins = verdicts.filter(({ access }) => access === 'clear' || (pseudonymised && access === 'pseudonymised')).map(({ deployment: d }) =>"];
const NO_ORIGIN_CHECK: Mutant['edits'][number] = ['egress/egress.ts', 'if (!clearance.grant.origins.includes(origin)) {', 'if (false) {'];

/** Bugs that would let something out. */
export const MUTANTS: readonly Mutant[] = [
  { name: 'the clearance is not checked, and the plan names whom the rules refuse', edits: [PLAN_OF_ALL, ORIGINS_OF_CLEARED, NO_ORIGIN_CHECK] },
  {
    name: 'redirects are followed',
    edits: [
      ['egress/egress.ts', "import { type Dispatcher, Pool } from 'undici';", "import { Agent, type Dispatcher, interceptors, Pool } from 'undici';"],
      ['egress/egress.ts', 'pool = new Pool(origin, { connections: MAX_CONNECTIONS, connect: { timeout: 10_000 } });', 'pool = new Agent({ connections: MAX_CONNECTIONS, connect: { timeout: 10_000 } }).compose(interceptors.redirect({ maxRedirections: 3 })) as unknown as Pool;'],
      ['egress/egress.ts', '      options: {\n        path,', '      options: {\n        origin,\n        path,'],
    ],
  },
  { name: 'tool results are skipped', edits: [['classify/fields.ts', "else if (value !== null && typeof value === 'object') {", "else if (value !== null && typeof value === 'object' && value.role !== 'tool') {"]] },
  { name: 'a classifier that throws counts as clean', edits: [['classify/classify.ts', "if (!found) stated.push({ recogniser: 'recognisers-failed', dataClass: 'secret' });", '']] },
  { name: 'clear text goes out under stand-ins', edits: [['routes/governed.ts', 'body: veiled ? (veiled.request as T) : ask.body', 'body: ask.body']] },
  { name: 'a cell that asks for stand-ins counts as allowed', edits: [['policy/decide.ts', 'if (inClear && veiled === undefined)', 'if (inClear ?? withStandIns)'], ['policy/decide.ts', "verdict('clear', inClear);", "verdict('clear', (inClear ?? withStandIns)!);"]] },
  { name: 'what a conversation has reached is forgotten', edits: [['routes/rule.ts', '...(conversation && { conversation })', '']] },
  { name: 'what cannot be read counts as clean', edits: [['classify/classify.ts', "if (input.unreadable) stated.push({ recogniser: 'unreadable-part', dataClass: (input.unreadable === 'media' ? key.mediaClass : null) ?? key.ceiling });", '']] },
  { name: 'the class of pictures is that of whatever cannot be read', edits: [['classify/classify.ts', "(input.unreadable === 'media' ? key.mediaClass : null)", 'key.mediaClass']] },
  { name: 'whatever is called a picture is one', edits: [['core/unreadable.ts', "? 'media' : 'unknown'", "? 'media' : 'media'"]] },
  { name: 'what looks like the bytes of an image is not looked at', edits: [['classify/fields.ts', 'visit({ text: value,', "visit({ text: name === 'url' && parent?.key === 'image_url' && value.length >= 256 ? '' : value,"]] },
  { name: 'nothing is read across two messages', edits: [['classify/seams.ts', 'if (numbers.length < 2) return;', 'return;']] },
  { name: 'base64 is not decoded', edits: [['classify/look.ts', 'const DEPTH_MAX = 4;', 'const DEPTH_MAX = 0;']] },
  { name: 'clean texts are remembered by their beginning', edits: [['classify/clean-texts.ts', "hash('sha256', text, 'base64')", "hash('sha256', text.slice(0, 400), 'base64')"]] },
  { name: 'the lockdown stops nobody', edits: [['policy/decide.ts', 'if (question.lockdown && leavesBuilding(provider))', 'if (false)'], ['routes/governed.ts', 'if (leaves && services.catalogue.lockdown())', 'if (false)']] },
  { name: 'the ceiling of a key is not looked at', edits: [['routes/rule.ts', 'if (classRank(dataClass) > classRank(key.ceiling)) {', 'if (false) {']] },
  { name: 'stand-ins are made of what was only stated', edits: [['routes/rule.ts', "if (!found || (classRank(dataClass) >= classRank('confidential') && classRank(found.dataClass) < classRank(dataClass))) return { refused: 'only-stated' };", "if (!found) return { refused: 'only-stated' };"]] },
  { name: "a provider's certificate is not checked", edits: [['egress/egress.ts', 'pool = new Pool(origin, { connections: MAX_CONNECTIONS, connect: { timeout: 10_000 } });', 'pool = new Pool(origin, { connections: MAX_CONNECTIONS, connect: { timeout: 10_000, rejectUnauthorized: false } });']] },
  { name: 'what another dialect holds is not looked at', edits: [['routes/rule.ts', 'services.classifier.look(ask.looked ?? (ask.body as Json),', 'services.classifier.look(ask.translated ? {} : (ask.body as Json),']] },
  { name: 'under stand-ins the client’s own words go out where the provider speaks its dialect', edits: [['routes/chat.ts', 'native: restore === undefined && (body as object) !== request ?', 'native: (body as object) !== request ?']] },
  { name: 'whatever looks sealed counts as nothing', edits: [['core/sealed.ts', 'return given.length === MAC_BYTES && timingSafeEqual(given, mac(keyId, provider, parts.value)) ? provider : undefined;', 'return provider + given.length + String(timingSafeEqual(mac(keyId, provider, parts.value), mac(keyId, provider, parts.value)));']] },
  { name: 'how a text is to be spoken is not looked at', edits: [['routes/audio.ts', "{ endpoint: 'audio/speech', body,", "{ endpoint: 'audio/speech', body, looked: { input: body.input },"]] },
  { name: 'a picture that is to be changed counts as read', edits: [['routes/images.ts', 'pictures.map(({ bytes }) => unreadableBytes(bytes)).reduce(worse)', 'false']] },
  { name: 'a recording counts as read', edits: [['routes/audio.ts', 'unreadable: unreadableBytes(recording.bytes),', 'unreadable: false,']] },
  { name: 'what is said of a recording is not looked at', edits: [['routes/audio.ts', 'body: asked,\n', 'body: asked,\n      looked: {},\n']] },
  { name: 'a recording goes out under the name that it has in the office', edits: [['wire/openai-transcripts.ts', 'extension: extensionOf(file) }', 'extension: file.name }']] },
  { name: 'a text to be judged is not looked at', edits: [['routes/moderations.ts', 'asLookedAt(request.body as Json, new Map(), payloads) as JsonObject', '{} as JsonObject']] },
  { name: 'an image to be judged counts as read', edits: [['routes/moderations.ts', '      unreadable,', '      unreadable: false,']] },
  { name: 'a text to be judged goes out in clear under stand-ins', edits: [['routes/moderations.ts', 'governed.call, governed.body)', 'governed.call, body)']] },
  { name: 'the prompt of a legacy completion is not looked at', edits: [['wire/openai-completions.ts', 'return { ...decodeChat(request), body };', 'return { ...decodeChat(request), body: {} };']] },
];

/** The same first bug with the check in place: the second line of defence holds. */
export const STOPPED: Mutant = { name: 'the plan names whom the rules refuse', edits: [PLAN_OF_ALL, ORIGINS_OF_CLEARED] };
