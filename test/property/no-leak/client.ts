import { Agent, request } from 'node:http';
import { inDialect } from './dialects.ts';
import type { RecordingForm } from './endpoints.ts';
import type { Case, KeyModel } from './types.ts';

export interface Answer {
  /** 0 where there was none, or the client went away. */
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

const BOUNDARY = 'border-of-the-form';
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Sends a case as a tool would; never rejects. */
export function ask(url: string, made: Case, key: KeyModel): Promise<Answer> {
  const { prefix, header, headerTags, session, endpoint, keyInPath, dialect } = made;
  const { path: where, body } = endpoint === 'chat' ? inDialect(dialect, made.body) : { path: `/v1/${endpoint}`, body: made.body };
  const path = `${keyInPath ? `/k/${key.plaintext}` : ''}${prefix ? `/${prefix}` : ''}${where}`;
  const { type, text } = endpoint === 'images/edits' || endpoint === 'audio/transcriptions' || endpoint === 'audio/translations' ? form(body as unknown as RecordingForm) : { type: 'application/json', text: JSON.stringify(body) };
  const headers: Record<string, string> = { 'content-type': type };
  if (!keyInPath) headers['authorization'] = `Bearer ${key.plaintext}`;
  if (header) headers['x-gatehouse-class'] = header;
  if (headerTags.length > 0) headers['x-gatehouse-tags'] = headerTags.join(', ');
  if (session) headers['x-gatehouse-session'] = session;
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

/** multipart/form-data (RFC 7578). */
function form({ fields, file }: RecordingForm): { type: string; text: string } {
  const parts = fields.map(([name, value]) => `content-disposition: form-data; name="${name}"\r\n\r\n${value}`);
  parts.push(`content-disposition: form-data; name="${file.field ?? 'file'}"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n${file.bytes}`);
  return { type: `multipart/form-data; boundary=${BOUNDARY}`, text: `${parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join('')}--${BOUNDARY}--\r\n` };
}

export function closeClient(): void {
  agent.destroy();
}
