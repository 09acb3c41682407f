/** Reads files apart from everything else: a document that hangs or bursts ends this thread, not the gateway. */
import { parentPort } from 'node:worker_threads';
import { readFile } from './read-file.ts';

parentPort!.on('message', ({ id, bytes }: { id: number; bytes: Uint8Array }) => {
  void readFile(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).then((read) => parentPort!.postMessage({ id, read }));
});
