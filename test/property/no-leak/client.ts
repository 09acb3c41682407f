import { Agent, request } from 'node:http';
import { inDialect } from './dialects.ts';
import type { Case, KeyModel } from './types.ts';

export interface Answer {
  /** 0 where there was none, or the client went away. */
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Sends a case as a tool would; never rejects. */
export function ask(url: string, made: Case, key: KeyModel): Promise<Answer> {
  const { prefix, header, headerTags, session, endpoint, keyInPath, dialect } = made;
  const { path: where, body } = endpoint === 'chat' ? inDialect(dialect, made.body) : { path: '/v1/embeddings', body: made.body };
  const path = `${keyInPath ? `/k/${key.plaintext}` : ''}${prefix ? `/${prefix}` : ''}${where}`;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (!keyInPath) headers['authorization'] = `Bearer ${key.plaintext}`;
  if (header) headers['x-gatehouse-class'] = header;
  if (headerTags.length > 0) headers['x-gatehouse-tags'] = headerTags.join(', ');
  if (session) headers['x-gatehouse-session'] = session;
  const text = JSON.stringify(body);
  return new Promise((resolve) => {
    const nothing = () => resolve({ status: 0, headers: {}, text: '' });
    const asked = request(url + path, { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(text) } }, (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (piece: string) => (answer += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer }));
      response.on('error', nothing).on('close', nothing);
    });
    asked.on('error', nothing).end(text);
    if (made.abortAfter !== undefined) setTimeout(() => asked.destroy(), made.abortAfter);
  });
}

export function closeClient(): void {
  agent.destroy();
}
