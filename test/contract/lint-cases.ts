/** Code for lint.test.ts: a small house in which nothing is wrong, and what must not get into it. */

export type Linter = 'oxlint' | 'cruiser' | 'house';

export interface Case { name: string; file: string; code: string; linter: Linter; says: RegExp }

export const CLEAN: Record<string, string> = {
  'gateway/core/id.ts': 'export type Id = string;\nexport const first: Id = "a";\n',
  'gateway/core/clearance.ts': 'export const Clearance = { takeMint: (): object => ({}) };\n',
  'gateway/policy/mint.ts': 'import { Clearance } from "../core/clearance.ts";\nexport const mint = Clearance.takeMint();\n',
  'gateway/policy/decide.ts': 'import { mint } from "./mint.ts";\nexport const decide = (): object => mint;\n',
  'gateway/store/open.ts': 'export const open = 1;\n',
  'gateway/providers/list.ts': 'export const names = ["mistral", "cohere"];\n',
  'gateway/guard/address.ts': 'import type { IncomingMessage } from "node:http";\nimport { isIP } from "node:net";\nexport const check = (message: IncomingMessage): number => isIP(message.url ?? "");\n',
  'gateway/egress/egress.ts': 'import { request as plain } from "node:http";\nimport { request } from "undici";\nexport const send = [request, plain];\n',
  'gateway/routes/chat.ts': 'import type { Id } from "../core/id.ts";\nimport { first } from "../core/id.ts";\nimport { decide } from "../policy/decide.ts";\nexport const id: Id = first;\nexport const decided = decide();\n',
  'gateway/admin/contract.ts': 'export const version = 1;\n',
  'gateway/app.ts': 'import { createServer } from "node:http";\nimport { mint } from "./policy/mint.ts";\nimport { id } from "./routes/chat.ts";\nexport const parts = [createServer, mint, id];\n',
  'gateway/shell-protocol.ts': 'export type Message = string;\n',
  'electron/main.ts': 'import type { Message } from "../gateway/shell-protocol.ts";\nexport const first: Message = "start";\n',
  'renderer/page.ts': 'import { version } from "../gateway/admin/contract.ts";\nexport const title = version;\n',
};

const client = (module: string, use: string): string => `import ${use} from "${module}";\nexport const used = ${use.replace(/[{}*]| as /g, '').trim()};\n`;

const CIRCLE = 'import { two } from "./circle-two.ts";\nexport const one = (): unknown => two;\n';
/** The other half of the circle; `ONE` becomes the name of the first. */
export const SECOND_HALF = { file: 'gateway/store/circle-two.ts', code: 'import { one } from "./ONE";\nexport const two = (): unknown => one;\n' };

const DIRECTIONS: Case[] = [
  { name: 'core imports a folder above it', file: 'gateway/core/up.ts', code: 'import { open } from "../store/open.ts";\nexport const x = open;\n', linter: 'cruiser', says: /down-only-core/ },
  { name: 'store imports egress, one step up', file: 'gateway/store/up.ts', code: 'import { send } from "../egress/egress.ts";\nexport const x = send;\n', linter: 'cruiser', says: /down-only-store/ },
  { name: 'an upward import of a type', file: 'gateway/core/up.ts', code: 'import type { open } from "../store/open.ts";\nexport type X = typeof open;\n', linter: 'cruiser', says: /down-only-core/ },
  { name: 'an upward import in a type-only clause', file: 'gateway/core/up.ts', code: 'import { type open } from "../store/open.ts";\nexport type X = typeof open;\n', linter: 'cruiser', says: /down-only-core/ },
  { name: 'an upward re-export', file: 'gateway/core/up.ts', code: 'export { open } from "../store/open.ts";\n', linter: 'cruiser', says: /down-only-core/ },
  { name: 'an upward dynamic import', file: 'gateway/core/up.ts', code: 'export const x = import("../store/open.ts");\n', linter: 'cruiser', says: /down-only-core/ },
  { name: 'a type imported inline, which the cruiser does not see', file: 'gateway/core/up.ts', code: 'export type X = import("../store/open.ts").Y;\n', linter: 'oxlint', says: /consistent-type-imports/ },
  { name: 'a folder imports the composition root', file: 'gateway/routes/up.ts', code: 'import { parts } from "../app.ts";\nexport const x = parts;\n', linter: 'cruiser', says: /down-only-routes/ },
  { name: 'a circle inside one folder', file: 'gateway/store/circle.ts', code: CIRCLE, linter: 'cruiser', says: /no-circular/ },
  { name: 'a folder that has no place in the order', file: 'gateway/helpers/a.ts', code: 'import { first } from "../core/id.ts";\nexport const x = first;\n', linter: 'cruiser', says: /every-folder-has-its-place/ },
  { name: 'the UI imports the inside of the gateway', file: 'renderer/up.ts', code: 'import { open } from "../gateway/store/open.ts";\nexport const x = open;\n', linter: 'cruiser', says: /renderer-knows-the-contract-only/ },
  { name: 'the desktop shell imports the inside of the gateway', file: 'electron/up.ts', code: 'import { open } from "../gateway/store/open.ts";\nexport const x = open;\n', linter: 'cruiser', says: /electron-knows-its-own/ },
  { name: 'the gateway imports the desktop shell', file: 'gateway/routes/up.ts', code: 'import { first } from "../../electron/main.ts";\nexport const x = first;\n', linter: 'cruiser', says: /electron-stays-in-the-shell/ },
  { name: 'the desktop shell takes a network client', file: 'electron/out.ts', code: 'import { request } from "node:https";\nexport const x = request;\n', linter: 'cruiser', says: /one-way-out/ },
];

const CLEARANCES: Case[] = [
  { name: 'a route makes a clearance', file: 'gateway/routes/forge.ts', code: 'import { mint } from "../policy/mint.ts";\nexport const x = mint;\n', linter: 'cruiser', says: /clearances-are-made-by-policy/ },
  { name: 'a route imports the type of the mint', file: 'gateway/routes/forge.ts', code: 'import type { mint } from "../policy/mint.ts";\nexport type X = typeof mint;\n', linter: 'cruiser', says: /clearances-are-made-by-policy/ },
  { name: 'somebody else takes the mint', file: 'gateway/routes/forge.ts', code: 'import { Clearance } from "../core/clearance.ts";\nexport const x = Clearance.takeMint();\n', linter: 'house', says: /:2 .*mint/ },
];

const NETWORK: Case[] = [
  ...(['undici', 'node:http', 'node:https', 'node:tls', 'node:dgram', 'node:http2', 'node:dns', 'http', 'dns/promises'].flatMap((module): Case[] => [
    { name: `a route imports ${module} (cruiser)`, file: 'gateway/routes/net.ts', code: client(module, '* as net'), linter: 'cruiser', says: /one-way-out|only-egress-has-clients/ },
    { name: `a route imports ${module} (oxlint)`, file: 'gateway/routes/net.ts', code: client(module, '* as net'), linter: 'oxlint', says: /no-restricted-imports/ },
  ])),
  { name: 'a route connects through node:net', file: 'gateway/routes/net.ts', code: client('node:net', '{ connect }'), linter: 'oxlint', says: /no-restricted-imports/ },
  { name: 'a route takes all of node:net', file: 'gateway/routes/net.ts', code: client('node:net', '* as net'), linter: 'oxlint', says: /no-restricted-imports/ },
  { name: 'a route re-exports a client', file: 'gateway/routes/net.ts', code: 'export { request } from "node:http";\n', linter: 'oxlint', says: /no-restricted-imports/ },
  { name: 'a route loads a client dynamically', file: 'gateway/routes/net.ts', code: 'export const x = import("node:https");\n', linter: 'cruiser', says: /one-way-out/ },
  { name: 'a route loads what it computes', file: 'gateway/routes/net.ts', code: 'export const load = (name: string): Promise<unknown> => import(`node:${name}`);\n', linter: 'oxlint', says: /no-dynamic-require/ },
  { name: 'a route makes itself a require', file: 'gateway/routes/net.ts', code: 'import { createRequire } from "node:module";\nexport const x = createRequire(import.meta.url);\n', linter: 'oxlint', says: /no-restricted-imports/ },
  { name: 'a route asks the process for a built-in module', file: 'gateway/routes/net.ts', code: 'export const x: unknown = process.getBuiltinModule("node:http");\n', linter: 'house', says: /getBuiltinModule/ },
  ...(['fetch', 'WebSocket', 'EventSource'].map((name): Case => (
    { name: `a route uses the global ${name}`, file: 'gateway/routes/net.ts', code: `export const x: unknown = ${name};\n`, linter: 'oxlint', says: /no-restricted-globals/ }
  ))),
  { name: 'a route uses globalThis.fetch', file: 'gateway/routes/net.ts', code: 'export const x: unknown = globalThis.fetch;\n', linter: 'oxlint', says: /no-restricted-properties/ },
  { name: 'a route computes the name of a global', file: 'gateway/routes/net.ts', code: 'export const x: unknown = globalThis["fet" + "ch" as "fetch"];\n', linter: 'house', says: /by a name that lint cannot read/ },
];

const HOUSE: Case[] = [
  { name: 'a generator function within another', file: 'gateway/wire/walk.ts', code: 'export function walk(): unknown {\n  return each();\n  function* each(): Generator<number> {\n    yield* deeper();\n    function* deeper(): Generator<number> { yield 1; }\n  }\n}\n', linter: 'house', says: /:5 .*generator function within/ },
  { name: 'a provider named outside providers/', file: 'gateway/router/pick.ts', code: 'export const best = "Mistral";\n', linter: 'house', says: /:1 .*"Mistral"/ },
  { name: 'a file of 401 lines (house rules)', file: 'gateway/core/long.ts', code: 'export const x = 1;\n'.padEnd(20 + 400 * 3, '//\n'), linter: 'house', says: / has 401 lines/ },
  { name: 'a file of 401 lines (oxlint)', file: 'gateway/core/long.ts', code: 'export const x = 1;\n'.padEnd(20 + 400 * 3, '//\n'), linter: 'oxlint', says: /max-lines/ },
  { name: 'a promise nobody waits for', file: 'gateway/core/late.ts', code: 'export function start(): void {\n  Promise.resolve(1);\n}\n', linter: 'oxlint', says: /no-floating-promises/ },
  { name: 'any', file: 'gateway/core/loose.ts', code: 'export const x = (value: any): string => String(value);\n', linter: 'oxlint', says: /no-explicit-any/ },
];

export const CASES: Case[] = [...DIRECTIONS, ...CLEARANCES, ...NETWORK, ...HOUSE];
