import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from './config/config.ts';
import { GatehouseError } from './core/errors.ts';
import { newId } from './core/ids.ts';
import { registerGuard } from './guard/guard.ts';
import { stripPrefixes } from './guard/prefix.ts';
import type { TurnedAwayPrograms } from './guard/turned-away.ts';
import { registerAudio } from './routes/audio.ts';
import { registerChat } from './routes/chat.ts';
import { registerCountTokens } from './routes/count-tokens.ts';
import { registerEmbeddings } from './routes/embeddings.ts';
import { registerErrors } from './routes/errors.ts';
import { type MetricsServices, registerMetrics } from './routes/metrics.ts';
import { registerImages } from './routes/images.ts';
import { registerModerations } from './routes/moderations.ts';
import { registerModels } from './routes/models.ts';
import { registerOllama } from './routes/ollama.ts';
import { registerPages } from './routes/pages.ts';
import { headersOf } from './routes/response-headers.ts';
import type { DataServices } from './routes/services.ts';
import { registerResponses } from './routes/responses.ts';
import { registerUi } from './routes/ui.ts';
import { recordUnread } from './routes/unread.ts';
import { messagesDialect } from './wire/anthropic-messages/dialect.ts';
import { openaiChatDialect } from './wire/openai-chat/dialect.ts';
import { openaiCompletionsDialect } from './wire/openai-completions.ts';
import { openaiEmbeddingsDialect } from './wire/openai-embeddings.ts';
import { openaiError } from './wire/openai-error.ts';

export interface DataServer {
  app: FastifyInstance;
  /** Opens the door on 127.0.0.1, ::1 and the addresses the office named; gives the port. Throws `conflict` where the port is taken. */
  listen(port: number, addresses: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

export interface DataServerOptions {
  config: Config;
  services: DataServices;
  turnedAway: TurnedAwayPrograms;
  metrics: MetricsServices;
  /** Mounts the admin API. */
  admin(app: FastifyInstance): void;
  log(line: string): void;
}

/** The HTTP server of the data API, the admin API's session side and the UI. */
export function createDataServer({ config, services, turnedAway, metrics, admin, log }: DataServerOptions): DataServer {
  const app = Fastify({
    logger: false,
    rewriteUrl: stripPrefixes,
    genReqId: () => '',
    bodyLimit: config.limits.bodyLimitBytes,
    requestTimeout: config.timeouts.requestBodyMs,
    http: slowness(config.timeouts.requestBodyMs),
    keepAliveTimeout: 65_000,
    forceCloseConnections: true,
    clientErrorHandler: onClientError,
    // Attack: what the router cannot read would be answered, and quoted, before the guard has seen its Host.
    frameworkErrors(_error, _request, reply: FastifyReply) {
      const id = newId('trc');
      void reply.code(400).headers({ 'x-gatehouse-trace-id': id, ...headersOf({ decision: 'refuse' }) }).send(openaiError(new GatehouseError('invalid_request', 'The URL cannot be read.'), id));
    },
    routerOptions: { maxParamLength: 300 },
  });
  registerErrors(app, log, (request, error) => recordUnread(services, request, error));
  registerGuard(app, {
    bodyLimitBytes: config.limits.bodyLimitBytes,
    hostNames: [...config.hostNames, ...config.listen],
    findKey: (plaintext) => services.office.findKey(plaintext),
    currentKey(id) {
      const key = services.office.key(id);
      return key && !key.disabled && (key.expiresAt === null || key.expiresAt > Date.now()) ? key : undefined;
    },
    turnedAway,
    originNamed: (origin) => services.office.keys().some((key) => !key.disabled && key.origins.includes(origin)),
  });
  for (const path of ['/v1/*', '/api/*']) app.options(path, (_request, reply) => reply.code(204).send());
  registerChat(app, services, '/v1/chat/completions', openaiChatDialect);
  registerChat(app, services, '/v1/completions', openaiCompletionsDialect);
  registerChat(app, services, '/v1/messages', messagesDialect);
  registerCountTokens(app, services);
  registerEmbeddings(app, services, '/v1/embeddings', openaiEmbeddingsDialect);
  registerModerations(app, services);
  registerImages(app, services, config.limits.bodyLimitBytes);
  registerAudio(app, services, config.limits.bodyLimitBytes);
  registerResponses(app, services);
  registerOllama(app, services);
  registerModels(app, services.catalogue);
  registerPages(app, () => {
    const status = services.engine.status();
    return { ready: status.phase === 'ready', message: status.message };
  });
  registerMetrics(app, metrics);
  registerUi(app, { language: () => services.office.setting('language') });
  app.register((scope, _options, done) => {
    admin(scope);
    done();
  }, { prefix: '/admin/api' });

  const others: Server[] = [];
  return {
    app,
    async listen(port, addresses) {
      try {
        await app.listen({ host: '127.0.0.1', port });
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EADDRINUSE') throw held(port);
        if (code !== 'EACCES') throw error;
        throw new GatehouseError('conflict', `This user may not open port ${port}: the system keeps it for itself.`, { hint: `Choose one from 1024 on: ${anotherThan(port)}.` });
      }
      const bound = (app.server.address() as { port: number }).port;
      for (const host of ['::1', ...addresses]) {
        const server = createServer(slowness(config.timeouts.requestBodyMs), (request, response) => app.routing(request, response));
        server.on('clientError', onClientError);
        await new Promise<void>((resolve, reject) => {
          server.once('error', (error: NodeJS.ErrnoException) => {
            // Attack: another user's program waits on the same port of ::1, where `localhost` leads first, and is sent keys and prompts.
            if (error.code === 'EADDRINUSE') reject(held(bound));
            // A machine without IPv6 has no ::1; an address that the office named must be there.
            else if (host === '::1') resolve();
            else reject(new GatehouseError('conflict', `The address ${host} cannot be opened (${error.code}).`, { hint: 'Correct "listen" in gatehouse.json.' }));
          });
          server.listen(bound, host, resolve);
        });
        others.push(server);
      }
      return bound;
    },
    async close() {
      for (const server of others) {
        server.close();
        server.closeAllConnections();
      }
      await app.close();
    },
  };
}

const anotherThan = (port: number): string => `npm start -- --port ${port === 4142 ? 4143 : 4142} (or GATEHOUSE_PORT)`;

function held(port: number): GatehouseError {
  return new GatehouseError('conflict', `Port ${port} is held by another program.`, { hint: `End that program, or choose another port: ${anotherThan(port)}.` });
}

/** Node looks for slow requests every 30 s unless told otherwise, and not at all for slow bodies while its time for headers is the longer one. */
function slowness(ms: number): { requestTimeout: number; headersTimeout: number; connectionsCheckingInterval: number } {
  return { requestTimeout: ms, headersTimeout: ms, connectionsCheckingInterval: Math.min(1_000, ms / 2) };
}

/** Time for the client to read why, in milliseconds. */
const LAST_WORD_MS = 1_000;

/** Answers what is not HTTP, or too slow for it, before any route is known. */
function onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || socket.destroyed) {
    socket.destroy();
    return;
  }
  // Attack: thousands of clients send rubbish and never close their side; no timer of HTTP's counts for these sockets any more.
  const timer = setTimeout(() => socket.destroy(), LAST_WORD_MS);
  socket.once('close', () => clearTimeout(timer));
  const slow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const told = slow
    ? new GatehouseError('request_timeout', 'The request did not arrive within its time.')
    : new GatehouseError('bad_framing', error.code === 'HPE_HEADER_OVERFLOW' ? 'The request has too many header bytes.' : 'This is not a request that HTTP/1.1 knows.');
  const id = newId('trc');
  const body = JSON.stringify(openaiError(told, id));
  const status = slow ? '408 Request Timeout' : '400 Bad Request';
  const known = Object.entries(headersOf({ decision: 'refuse' })).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nx-gatehouse-trace-id: ${id}\r\n${known}\r\n${body}`);
}
