import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  origin: string;
  host: string;
  requests: { url: string; range: string | undefined; headers: IncomingMessage['headers'] }[];
  /** Cuts the connection of the next answers after this many bytes each. */
  cutAfter: number[];
  close(): Promise<void>;
}

/** Serves buffers by path, with ranges; a string is a redirect; a function answers itself. For tests. */
export async function serveFiles(files: Map<string, Buffer | string | ((request: IncomingMessage, response: ServerResponse) => void)>): Promise<FileServer> {
  const requests: FileServer['requests'] = [];
  const cutAfter: number[] = [];
  const server: Server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', range: request.headers.range, headers: request.headers });
    const file = files.get(request.url ?? '');
    if (file === undefined) return void response.writeHead(404).end();
    if (typeof file === 'string') return void response.writeHead(307, { location: file }).end();
    if (typeof file === 'function') return file(request, response);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from > 0 && from >= file.length) return void response.writeHead(416).end();
    const rest = file.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length });
    const cut = cutAfter.shift();
    if (cut === undefined || cut >= rest.length) return void response.end(rest);
    response.write(rest.subarray(0, cut), () => setImmediate(() => response.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests,
    cutAfter,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
