import type { Gateway } from './gateway.ts';
import type { Mock } from './mock.ts';

/** A key as the command line makes it; gives the plaintext. */
export async function makeKey(gateway: Gateway, name: string, ...flags: string[]): Promise<string> {
  return (await gateway.cliJson<{ key: string }>(['keys', 'create', '--name', name, ...flags])).key;
}

/** The mock as provider `mock`, allowed up to `internal`, with the aliases given as name → deployments. */
export async function approveMock(gateway: Gateway, mock: Mock, aliases: Record<string, string[]> = {}): Promise<void> {
  await gateway.cliJson(['providers', 'add', '--name', 'mock', '--kind', 'openai-compatible', '--base-url', mock.url, '--region', 'eu'], 'sk-of-the-office');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'mock']);
  for (const [name, deployments] of Object.entries(aliases)) await gateway.cliJson(['models', 'alias', name, ...deployments]);
}

export function post(gateway: Gateway, key: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}${path}`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
}

export const USER = [{ role: 'user' as const, content: 'What is the capital of France?' }];

export interface ErrorBody {
  error: { message: string; type: string; param: string | null; code: string };
  gatehouse: { trace_id: string; class?: string; rule?: string; hint?: string };
}
