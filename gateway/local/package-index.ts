import { isObject, parseJson } from '../core/json.ts';
import { runTool } from './child.ts';
import { fetchFollowing, type Transport } from './download.ts';

type Env = Record<string, string | undefined>;

export const PYTHONS = process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python'];
const PUBLIC_INDEX = 'https://pypi.org/simple';

/** Where the index that pip would ask keeps this file. Rejects with a reason where we cannot ask that index ourselves. */
export async function findInIndex(transport: Transport, name: string, file: string, env: Env, signal: AbortSignal): Promise<string> {
  const page = new URL(`${(await indexOf(env, signal)).replace(/\/+$/, '')}/${name}/`);
  const response = await fetchFollowing(transport, { url: page.href, headers: { accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.5' }, redirectHosts: [], signal });
  if (response.status !== 200) {
    await response.body.dump();
    throw new Error(`${page.host} answered ${response.status}`);
  }
  const text = await response.body.text();
  const urls = String(response.headers['content-type']).includes('json') ? ofJson(text) : ofHtml(text);
  const found = urls.map((url) => new URL(url, page)).find(({ pathname }) => pathname.endsWith(`/${file}`));
  if (!found) throw new Error(`${page.host} has no ${file}`);
  found.hash = '';
  return found.href;
}

/** As pip is set up on this machine; the public index where there is no pip. */
async function indexOf(env: Env, signal: AbortSignal): Promise<string> {
  if (env.PIP_NO_INDEX) throw new Error('pip is told to use no index');
  let index = env.PIP_INDEX_URL;
  if (!index) {
    const settings = await pipSettings(env, signal);
    const set = (name: string): string | undefined => ['download', 'global'].map((section) => settings.get(`${section}.${name}`)).find((value) => value !== undefined);
    if (set('no-index') !== undefined) throw new Error('pip is told to use no index');
    index = set('index-url') ?? PUBLIC_INDEX;
  }
  // What pip does with it (.netrc, keyring) is more than we do; and a password would stand in every message.
  if (new URL(index).username !== '') throw new Error('the index of packages wants a password');
  return index;
}

async function pipSettings(env: Env, signal: AbortSignal): Promise<Map<string, string>> {
  const settings = new Map<string, string>();
  for (const python of PYTHONS) {
    const lines = await runTool(python, ['-m', 'pip', 'config', 'list'], { env, signal, timeout: 10_000 }).catch(() => undefined);
    signal.throwIfAborted();
    for (const line of lines ?? []) {
      const [, name, , value] = /^(\S+?)=(['"])(.*)\2$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) settings.set(name, value);
    }
    if (lines) break;
  }
  return settings;
}

/** PEP 691. */
function ofJson(text: string): string[] {
  const page = parseJson(text);
  const files = isObject(page) && Array.isArray(page.files) ? page.files : [];
  return files.flatMap((file) => (isObject(file) && typeof file.url === 'string' ? [file.url] : []));
}

/** PEP 503, which every mirror speaks. */
function ofHtml(text: string): string[] {
  return Array.from(text.matchAll(/<a\s[^>]*?href=["']([^"']+)["']/gi), ([, url]) => url!.replaceAll('&amp;', '&'));
}
