import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Clearance } from '../../core/clearance.ts';
import { clearForService } from '../../policy/mint.ts';
import { createEgress } from '../egress.ts';

export interface Answer { status: number; body: string; headers?: Record<string, string> }

/** A server of our own in the place of a publisher's; the way out is the real one. */
export async function servePublicFile(answer: Answer, purpose: 'price-list' | 'update-check') {
  const seen: { url: string | undefined; headers: string[] }[] = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url, headers: Object.keys(request.headers) });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const egress = createEgress();
  onTestFinished(async () => {
    await egress.close();
    server.closeAllConnections();
    server.close();
  });
  const cleared: string[][] = [];
  const clear = (origins: string[]): Clearance => {
    cleared.push(origins);
    return clearForService(purpose, origins);
  };
  return { answer, seen, cleared, egress, clear, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Of a request, without those that any client sends. */
export const telling = (headers: string[]): string[] => headers.filter((name) => !['host', 'connection', 'accept', 'accept-encoding', 'content-length', 'user-agent'].includes(name));
