import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What a mock provider is to say, whatever its protocol: each mock writes it down in its own. The model's name says what happens, as in mock.ts:
 * `error-429-retry-after-1`, `flaky-2`, `cut-stream`, `cut-plain`, `error-in-stream`, `no-end` (the terminal marker is missing), `slow-first-token-300`, `hang`,
 * `redirect`, `not-json`, `empty`, `thinks` (thoughts first), `bounded` (cut at the output limit), `refuses`, `cached` (usage with cached and reasoning tokens), `cites` (a page), `echo`;
 * every other name answers.
 */
export interface Scenario {
  text: string;
  /** The same in the pieces of a stream. */
  pieces: string[];
  thoughts: string;
  /** Where the maker signs its thoughts. */
  signature: string;
  /** What the provider has looked for on the web. */
  search: string | undefined;
  /** The page that the whole text is from. */
  source: { url: string; title: string } | undefined;
  calls: { id: string; name: string; arguments: Record<string, unknown> }[];
  end: 'stop' | 'length' | 'tools' | 'refusal';
  /** `input` includes `cached` and `cacheWrites`; `output` includes `reasoning`. */
  usage: { input: number; output: number; cached: number; cacheWrites: number; reasoning: number };
}

export interface Asked {
  model: string;
  /** Names of the tools, none where the client has switched them off. */
  tools: string[];
  /** False: one call at the most. */
  parallel?: boolean;
  /** The last message is a tool's result. */
  answeredTool: boolean;
  /** It may search the web. */
  searches?: boolean;
  /** JSON was asked for. */
  json?: boolean;
  lastText: string;
}

export const ANSWER = 'The capital of France is Paris.';
export const THOUGHTS = 'France is a country. – Its capital …';
export const SOURCE = { url: 'https://example.com/paris', title: 'Paris' };
export const SIGNATURE = 'EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds';
export const ARGUMENTS = { city: 'Zürich', days: 2 };

export function scenarioOf({ model, tools, parallel = true, answeredTool, searches = false, json = false, lastText }: Asked): Scenario {
  const called = answeredTool ? [] : parallel ? tools : tools.slice(0, 1);
  const text = called.length > 0 ? (model.includes('talks-and-calls') ? 'Let me see.' : model.includes('blank') ? '\n\n' : '') : model.includes('bounded') ? 'The capital of' : model.includes('refuses') ? 'I cannot help with that.' : model.includes('blank') ? '\n\n' : model.includes('echo') ? lastText : json ? '{"answer":"Paris"}' : ANSWER;
  const thinks = model.includes('thinks');
  const special = model.includes('cached');
  return {
    text,
    pieces: text.match(/\s*\S+\s*|\s+/g) ?? [],
    thoughts: thinks ? THOUGHTS : '',
    signature: thinks ? SIGNATURE : '',
    search: searches && text !== '' ? lastText : undefined,
    source: (model.includes('cites') || searches) && text !== '' ? SOURCE : undefined,
    calls: called.map((name, index) => ({ id: `call${index + 1}${'abcdefgh'.slice(0, 4)}`, name, arguments: ARGUMENTS })),
    end: called.length > 0 ? 'tools' : model.includes('bounded') ? 'length' : model.includes('refuses') ? 'refusal' : 'stop',
    usage: { input: special ? 100 : 12, output: special || thinks ? 20 : 8, cached: special ? 60 : 0, cacheWrites: special ? 30 : 0, reasoning: thinks ? 9 : 0 },
  };
}

/** Faults that look alike everywhere. True where the answer has been given, or will never be. */
export function createMisbehaviour(error: (response: ServerResponse, status: number, headers: Record<string, string>) => void): { reset(): void; act(model: string, response: ServerResponse, stopping: AbortSignal): Promise<boolean> } {
  const failures = new Map<string, number>();
  return {
    reset: () => failures.clear(),
    async act(model, response, stopping) {
      const failure = /error-(\d{3})(?:-retry-after-(\d+))?/.exec(model);
      if (failure) {
        error(response, Number(failure[1]), failure[2] ? { 'retry-after': failure[2] } : {});
        return true;
      }
      const flaky = /flaky-(\d+)/.exec(model)?.[1];
      if (flaky) {
        const failed = failures.get(model) ?? 0;
        failures.set(model, failed + 1);
        if (failed < Number(flaky)) {
          error(response, 503, {});
          return true;
        }
      }
      if (model.includes('redirect')) {
        response.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end();
        return true;
      }
      if (model.includes('not-json')) {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>captive portal</html>');
        return true;
      }
      if (model.includes('empty')) {
        response.writeHead(200, { 'content-type': 'application/json' }).end();
        return true;
      }
      if (model.includes('cut-plain')) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"id":"x","cont', () => response.destroy());
        return true;
      }
      if (model === 'hang') return true;
      const slow = /slow-first-token-(\d+)/.exec(model)?.[1];
      if (slow) await sleep(Number(slow), undefined, { signal: stopping });
      return response.destroyed;
    },
  };
}

/**
 * Writes a stream's pieces one after the other (each on its way before the next), with what the model's name says about streams: `cut-stream` ends the
 * connection after two pieces, `error-in-stream` puts `broken` in place of the third, `no-end` leaves out `end`.
 */
export async function writeStream(response: ServerResponse, model: string, pieces: (string | Buffer)[], { broken, end }: { broken: string | Buffer; end: string | Buffer }): Promise<void> {
  for (const [index, piece] of pieces.entries()) {
    if (response.destroyed) return;
    if (index === 2 && model.includes('cut-stream')) {
      response.destroy();
      return;
    }
    if (index === 2 && model.includes('error-in-stream')) {
      response.end(broken);
      return;
    }
    await new Promise<void>((next) => { response.write(piece, () => next()); });
  }
  response.end(model.includes('no-end') ? '' : end);
}
