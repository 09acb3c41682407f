import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { MAX_FILE_BYTES, type FileText } from './types.ts';

/** The time one file may take, milliseconds. */
const LIMIT_MS = 10_000;
const MAX_HEAP_MB = 256;
/** The thread ends when nothing was to be read for so long, milliseconds. */
const IDLE_MS = 60_000;
const UNREADABLE: FileText = { texts: [], unreadable: 'unknown' };

export interface FileReader {
  /** Reads one file after the other. Never rejects: what cannot be read in time is unreadable. */
  read(bytes: Buffer): Promise<FileText>;
  close(): Promise<void>;
}

/** Reads documents in a thread of their own, started when the first one comes. */
export function createFileReader(limitMs = LIMIT_MS): FileReader {
  let worker: Worker | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  let sent = 0;

  async function end(): Promise<void> {
    clearTimeout(idle);
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  }

  async function readNext(bytes: Buffer): Promise<FileText> {
    clearTimeout(idle);
    worker ??= new Worker(fileURLToPath(new URL('./worker.ts', import.meta.url)), { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB }, env: {}, stdout: true, stderr: true, execArgv: [] });
    const reading = worker;
    const id = ++sent;
    const read = await new Promise<FileText | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), limitMs);
      const done = (result: FileText | undefined) => {
        clearTimeout(timer);
        reading.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
        resolve(result);
      };
      reading.on('message', (answer: { id: number; read: FileText }) => {
        if (answer.id === id) done(answer.read);
      });
      reading.on('error', () => done(undefined));
      reading.on('exit', () => done(undefined));
      const copy = new Uint8Array(bytes);
      reading.postMessage({ id, bytes: copy }, [copy.buffer]);
    });
    if (!read) {
      await end();
      return UNREADABLE;
    }
    idle = setTimeout(() => void end(), IDLE_MS).unref();
    return read;
  }

  return {
    read(bytes) {
      if (bytes.length > MAX_FILE_BYTES) return Promise.resolve(UNREADABLE);
      const next = queue.then(() => readNext(bytes)).catch(() => UNREADABLE);
      queue = next;
      return next;
    },
    close: end,
  };
}
