import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { GatehouseError } from '../core/errors.ts';
import { adminSocketPath, defaultHome, defaultKeyFile, type Env } from './paths.ts';
import { firstError } from './validation.ts';

const Ms = (defaultValue: number, minimum = 0) => Type.Integer({ minimum, maximum: 86_400_000, default: defaultValue });

/** What `<home>/gatehouse.json` may hold; every value has a default. */
export const Settings = Type.Object(
  {
    port: Type.Integer({ minimum: 0, maximum: 65535, default: 4141 }),
    /** Addresses to listen on beside 127.0.0.1 and ::1. */
    listen: Type.Array(Type.String({ minLength: 1, pattern: '^[0-9A-Fa-f.:]+$' }), { default: [] }),
    /** Host names under which clients may come, beside localhost and the addresses. */
    hostNames: Type.Array(Type.String({ minLength: 1, pattern: '^[A-Za-z0-9.-]+$' }), { default: [] }),
    durability: Type.Enum(['normal', 'full'], { default: 'normal' }),
    traceRetentionDays: Type.Integer({ minimum: 1, maximum: 36500, default: 365 }),
    limits: Type.Object(
      {
        /** Bytes of a request's body. */
        bodyLimitBytes: Type.Integer({ minimum: 1024, maximum: 1_073_741_824, default: 20 * 1024 * 1024 }),
        /** Requests that may run at once. */
        concurrentRequests: Type.Integer({ minimum: 1, maximum: 100_000, default: 2000 }),
      },
      { additionalProperties: false, default: {} },
    ),
    /** Milliseconds. */
    timeouts: Type.Object(
      {
        requestBodyMs: Ms(30_000, 100),
        /** Until the first event of a stream. */
        remoteFirstByteMs: Ms(30_000, 1),
        /** For an answer that is not streamed: it comes only once all of it is made. */
        remotePlainMs: Ms(300_000, 1),
        remoteIdleMs: Ms(300_000, 1),
        /** A whole request with all its attempts; 0: none. */
        totalMs: Ms(0),
        shutdownMs: Ms(5_000),
      },
      { additionalProperties: false, default: {} },
    ),
    retry: Type.Object(
      {
        /** Further tries of one deployment after the first. */
        retries: Type.Integer({ minimum: 0, maximum: 10, default: 2 }),
        backoffMs: Ms(250, 1),
        maxBackoffMs: Ms(8_000, 1),
      },
      { additionalProperties: false, default: {} },
    ),
    /** A deployment that failed `failures` times within `windowMs` rests for `restMs`. */
    rest: Type.Object(
      { failures: Type.Integer({ minimum: 1, maximum: 1000, default: 3 }), windowMs: Ms(60_000, 1), restMs: Ms(60_000) },
      { additionalProperties: false, default: {} },
    ),
  },
  { additionalProperties: false },
);
export type Settings = Static<typeof Settings>;

/** A valid configuration; nothing in it is secret. */
export interface Config extends Settings {
  /** The data folder, absolute. */
  home: string;
  databasePath: string;
  masterKeyFile: string;
  /** Opens the database once when the key file is lost. */
  recoveryKeyFile: string | undefined;
  /** Unix socket in the home, or a named pipe on Windows. */
  adminSocket: string;
  /** `GATEHOUSE_OLLAMA`. */
  ollamaPath: string | undefined;
  headless: boolean;
  /** Settings that the environment or the command line has given. */
  fixed: readonly string[];
}

export interface Flags {
  home?: string;
  port?: number;
  headless?: boolean;
}

const settingsCheck = Compile(Settings);

/** Fits every platform's `sockaddr_un` (104 bytes on macOS), with room for the name under which the socket is bound first. */
const SOCKET_PATH_BYTES = 100;

/**
 * Command line over environment over `<home>/gatehouse.json` over defaults.
 * Throws `invalid_request` naming the source and the path of what is wrong.
 */
export function loadConfig(env: Env, flags: Flags = {}): Config {
  // `--home "$DIR"` without the variable would make the folder one is in the data folder.
  if (flags.home === '') throw new GatehouseError('invalid_request', '--home names no folder.');
  const home = resolve(flags.home ?? nonEmpty(env['GATEHOUSE_HOME']) ?? defaultHome(env));
  const file = join(home, 'gatehouse.json');
  const given = { ...fromEnvironment(env), ...(flags.port === undefined ? {} : { port: flags.port }) };
  const settings = checkSettings({ ...readSettings(file), ...given }, file);
  const adminSocket = adminSocketPath(home);
  if (process.platform !== 'win32' && Buffer.byteLength(adminSocket) > SOCKET_PATH_BYTES) {
    throw new GatehouseError('invalid_request', `The data folder's path is too long for a Unix socket: ${adminSocket} has more than ${SOCKET_PATH_BYTES} bytes.`, {
      hint: 'Choose a shorter one with --home or GATEHOUSE_HOME.',
    });
  }
  const keyFile = nonEmpty(env['GATEHOUSE_MASTER_KEY_FILE']);
  const recoveryFile = nonEmpty(env['GATEHOUSE_RECOVERY_KEY_FILE']);
  return {
    ...settings,
    home,
    databasePath: join(home, 'gatehouse.db'),
    masterKeyFile: keyFile ? resolve(keyFile) : defaultKeyFile(home, env),
    recoveryKeyFile: recoveryFile ? resolve(recoveryFile) : undefined,
    adminSocket,
    ollamaPath: nonEmpty(env['GATEHOUSE_OLLAMA']),
    headless: flags.headless ?? false,
    fixed: Object.keys(given),
  };
}

/** What `<home>/gatehouse.json` holds, as it stands there; empty where there is none. Throws `invalid_request`. */
export function readSettings(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    throw new GatehouseError('invalid_request', `${file} cannot be read (${code}).`, { cause });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new GatehouseError('invalid_request', `${file} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  throw new GatehouseError('invalid_request', `${file} must hold a JSON object.`);
}

/** Throws `invalid_request` naming the source of what is no port. */
export function readPort(source: string, text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new GatehouseError('invalid_request', `${source} is "${text}"; it must be a number from 0 to 65535.`);
  return Number(text);
}

function fromEnvironment(env: Env): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const port = nonEmpty(env['GATEHOUSE_PORT']);
  if (port !== undefined) {
    found['port'] = readPort('GATEHOUSE_PORT', port);
  }
  const listen = nonEmpty(env['GATEHOUSE_LISTEN']);
  if (listen !== undefined) found['listen'] = list(listen);
  const hostNames = nonEmpty(env['GATEHOUSE_HOST_NAMES']);
  if (hostNames !== undefined) found['hostNames'] = list(hostNames);
  const durability = nonEmpty(env['GATEHOUSE_DURABILITY']);
  if (durability !== undefined) found['durability'] = durability;
  return found;
}

/** Complete with the defaults. Throws `invalid_request` naming what is wrong. */
export function checkSettings(value: Record<string, unknown>, file: string): Settings {
  const complete = withDefaults(Settings, value);
  if (settingsCheck.Check(complete)) return complete;
  const { path, message } = firstError(settingsCheck.Errors(complete));
  throw new GatehouseError('invalid_request', `The configuration is not valid: "${path}" ${message}.`, {
    param: path,
    hint: `It comes from the command line, the environment or ${file}.`,
  });
}

interface DefaultSchema { default?: unknown; properties?: Record<string, unknown> }

function withDefaults(schema: unknown, value: unknown): unknown {
  const { default: preset, properties } = schema as DefaultSchema;
  const given = value === undefined ? structuredClone(preset) : value;
  if (!properties || typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const complete: Record<string, unknown> = { ...given };
  for (const [name, part] of Object.entries(properties)) {
    const filled = withDefaults(part, complete[name]);
    if (filled !== undefined) complete[name] = filled;
  }
  return complete;
}

const nonEmpty = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text);
const list = (text: string): string[] => text.split(',').map((part) => part.trim()).filter((part) => part !== '');
