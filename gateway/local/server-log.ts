import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const MAX_BYTES = 4 << 20;

/** Ollama's own log in a file of at most 4 MB and its predecessor. Lines about single requests are left out. */
export function createServerLog(path: string) {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let bytes = 0;
  let file: WriteStream | undefined;
  let last: string[] = [];

  function open(): WriteStream {
    try {
      bytes = statSync(path).size;
    } catch {
      bytes = 0;
    }
    if (bytes > MAX_BYTES) {
      renameSync(path, `${path}.1`);
      bytes = 0;
    }
    // A full disk must not end the gateway; the log then has a gap.
    return createWriteStream(path, { flags: 'a', mode: 0o600 }).on('error', () => {});
  }

  return {
    follow(stream: Readable): void {
      createInterface({ input: stream }).on('line', (line) => {
        if (line.startsWith('[GIN]')) return;
        last = [...last.slice(-19), line];
        if (!file || bytes > MAX_BYTES) {
          file?.end();
          file = open();
        }
        bytes += line.length + 1;
        file.write(`${line}\n`);
      });
    },
    /** The last lines, for an error message. */
    tail: (): string[] => [...last],
    close(): void {
      file?.end();
      file = undefined;
    },
  };
}

export type ServerLog = ReturnType<typeof createServerLog>;
