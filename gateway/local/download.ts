import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clearance } from '../core/clearance.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Egress, IncomingResponse } from '../egress/types.ts';
import { formatBytes } from './progress.ts';

export interface Transport {
  egress: Egress;
  /** A clearance for model downloads that names these origins. */
  clear: (origins: string[]) => Clearance;
  /** Milliseconds until the first answer of a host; default 5,000. */
  firstAnswerMs?: number;
}

export interface DownloadRequest {
  url: string;
  /** Where the whole, checked file goes; the partial one lies beside it as `….part`, unless `part` says where. */
  to: string;
  part?: string;
  /** Hexadecimal. */
  sha256: string;
  size?: number;
  /** Hosts to which the server may send us on: exact, or `*.example.com`. */
  redirectHosts: readonly string[];
  signal: AbortSignal;
  onBytes: (done: number, total?: number) => void;
  onRetry?: (message: string) => void;
}

const MAX_REDIRECTS = 3;
const ATTEMPTS_WITHOUT_PROGRESS = 4;

/** Sends, following redirects only to named hosts; never passes on headers but `range` and `accept`. */
export async function fetchFollowing(
  transport: Transport,
  request: { url: string; headers?: Record<string, string>; redirectHosts: readonly string[]; signal: AbortSignal },
): Promise<IncomingResponse> {
  const first = new URL(request.url);
  let url = first;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error(`${url.host} did not answer within ${(transport.firstAnswerMs ?? 5_000) / 1000} s`)), transport.firstAnswerMs ?? 5_000);
    let response: IncomingResponse;
    try {
      const clearance = transport.clear([...new Set([first.origin, url.origin])]);
      const signal = AbortSignal.any([request.signal, late.signal]);
      response = await unlessAborted(transport.egress.send(clearance, { method: 'GET', url: url.href, headers: request.headers ?? {}, signal, headersTimeout: 0, bodyTimeout: 20_000 }), signal);
    } finally {
      clearTimeout(timer);
    }
    const location = response.headers.location;
    if (response.status < 300 || response.status > 399 || typeof location !== 'string') return response;
    await response.body.dump();
    const next = new URL(location, url);
    const sameOrigin = next.origin === first.origin;
    if (!sameOrigin && (!allowedHost(next.host, request.redirectHosts) || (next.protocol !== 'https:' && first.protocol === 'https:'))) {
      throw new GatehouseError('provider_error', `${url.host} wanted to send the download on to ${next.host}, which is not among its known hosts.`);
    }
    url = next;
  }
  throw new GatehouseError('provider_error', `${first.host} redirected more than ${MAX_REDIRECTS} times.`);
}

/** undici hears of an abort only once it is connected, which a host that says nothing makes last for ten seconds; what was aborted it never writes. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

function allowedHost(host: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => (pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern));
}

/**
 * Downloads one file, continuing a partial one, and puts it in place only once its checksum holds. A connection that is cut is
 * taken up again where it stopped. Rejects with a `GatehouseError` that a person can read; when aborted, with the signal's reason.
 */
export async function download(transport: Transport, request: DownloadRequest): Promise<void> {
  const part = request.part ?? `${request.to}.part`;
  await mkdir(dirname(request.to), { recursive: true });
  // Fetched whole before: what was interrupted came after it (unpacking an archive of more than a gigabyte).
  if ((await sizeOf(request.to)) > 0 && (await sha256OfFile(request.to, (done) => request.onBytes(done, request.size), request.signal)) === request.sha256) return;
  let failures = 0;
  let restarted = false;
  for (;;) {
    const before = await sizeOf(part);
    try {
      await checkDisk(dirname(part), request.size === undefined ? undefined : request.size - before);
      const digest = await fetchPart(transport, request, part);
      if (digest === request.sha256) break;
      await rm(part, { force: true });
      // What an earlier run left may have been damaged: once more from the beginning.
      if (before > 0 && !restarted) {
        restarted = true;
        continue;
      }
      throw new GatehouseError('provider_error', `The file from ${new URL(request.url).host} has the SHA-256 ${digest.slice(0, 12)}… instead of ${request.sha256.slice(0, 12)}…; it was thrown away.`);
    } catch (error) {
      request.signal.throwIfAborted();
      if (error instanceof GatehouseError) throw error;
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new GatehouseError('storage_unavailable', 'The disk is full.', { cause: error });
      failures = (await sizeOf(part)) > before ? 1 : failures + 1;
      if (failures >= ATTEMPTS_WITHOUT_PROGRESS || ((await sizeOf(part)) === 0 && failures >= 2)) {
        throw new GatehouseError('provider_error', `${new URL(request.url).host}: ${reasonOf(error)}.`, { cause: error });
      }
      request.onRetry?.(`${reasonOf(error)}; trying again`);
      await delay(200 * 2 ** failures, undefined, { signal: request.signal });
    }
  }
  await rename(part, request.to);
}

/** Appends to the partial file what is missing; the SHA-256 of the whole. */
async function fetchPart(transport: Transport, request: DownloadRequest, part: string): Promise<string> {
  let offset = await sizeOf(part);
  let hash = createHash('sha256');
  if (offset > 0) await feed(hash, part, (done) => request.onBytes(done, request.size), request.signal);
  if (offset === request.size) return hash.digest('hex');
  const response = await fetchFollowing(transport, { ...request, headers: { accept: '*/*', ...(offset > 0 ? { range: `bytes=${offset}-` } : {}) } });
  if (response.status === 416) {
    await response.body.dump();
    return hash.digest('hex');
  }
  if (response.status !== 200 && response.status !== 206) {
    await response.body.dump();
    const message = `${new URL(request.url).host} answered ${response.status}`;
    if (response.status >= 500 || response.status === 429) throw new Error(message);
    throw new GatehouseError('provider_error', `${message}.`);
  }
  if (response.status === 200 && offset > 0) {
    offset = 0;
    hash = createHash('sha256');
  }
  const length = Number(response.headers['content-length']);
  const total = request.size ?? (Number.isFinite(length) ? offset + length : undefined);
  const file = await open(part, offset > 0 ? 'a' : 'w', 0o600);
  try {
    request.onBytes(offset, total);
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      offset += chunk.length;
      if (total !== undefined && offset > total) throw new GatehouseError('provider_error', `${new URL(request.url).host} sent more than the ${formatBytes(total)} announced.`);
      hash.update(chunk);
      await file.writeFile(chunk);
      request.onBytes(offset, total);
    }
    await file.datasync();
  } finally {
    response.body.destroy();
    await file.close();
  }
  if (total !== undefined && offset < total) throw new Error(`the connection was cut at ${formatBytes(offset)} of ${formatBytes(total)}`);
  return hash.digest('hex');
}

export async function sha256OfFile(path: string, onBytes?: (done: number) => void, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await feed(hash, path, onBytes, signal);
  return hash.digest('hex');
}

/** A model of 40 GB is read for a minute: whoever waits sees how far it is, and can end it. */
async function feed(hash: Hash, path: string, onBytes?: (done: number) => void, signal?: AbortSignal): Promise<void> {
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, ...(signal ? { signal } : {}) })) {
    hash.update(chunk as Buffer);
    done += (chunk as Buffer).length;
    onBytes?.(done);
  }
}

export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

/** Throws `storage_unavailable` where this folder's disk cannot hold this many more bytes. */
export async function checkDisk(dir: string, bytes: number | undefined): Promise<void> {
  await mkdir(dir, { recursive: true });
  const disk = await statfs(dir);
  const free = disk.bavail * disk.bsize;
  if (bytes !== undefined && free < bytes) {
    throw new GatehouseError('storage_unavailable', `The disk has ${formatBytes(free)} free; ${formatBytes(bytes)} are needed.`, { hint: 'Free some space and try again: what is already here is kept.' });
  }
}

/** The innermost words of a connection fault: `getaddrinfo ENOTFOUND host`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const inner = error.cause instanceof Error ? error.cause : error;
  return (inner.message || (inner as NodeJS.ErrnoException).code || inner.name).replace(/\.$/, '');
}
