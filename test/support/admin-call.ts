import type { Gateway } from './gateway.ts';

export type AdminCall = <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;

/** The admin API on the port, with the session of a named administrator; throws with status and body where it fails. */
export async function adminCall(gateway: Gateway, name = 'Anna', role = 'admin'): Promise<AdminCall> {
  const { token: link } = await gateway.cliJson<{ token: string }>(['admin', 'link', '--name', name, '--role', role]);
  const send = async (method: string, path: string, body?: unknown, token?: string): Promise<Response> =>
    fetch(`${gateway.url}/admin/api${path}`, { method, headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const { token } = (await (await send('POST', '/session', { token: link })).json()) as { token: string };
  return async <T>(method: string, path: string, body?: unknown) => {
    const answer = await send(method, path, body, token);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  };
}
