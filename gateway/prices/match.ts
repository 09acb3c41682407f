import type { Catalogue, CatalogueModel, CatalogueProvider } from './catalogue.ts';
import { pattern } from './pattern.ts';

/** Longer names are no model of any catalogue. */
const MAX_NAME = 256;
const MAX_ADDRESS = 2048;

/** A catalogue, ready for questions. */
export interface Matcher {
  /** Whose address this is. */
  provider(baseUrl: string): CatalogueProvider | undefined;
  /** The first model whose rules fit the name, at the provider or whom it resells. */
  model(provider: CatalogueProvider, name: string): { provider: CatalogueProvider; model: CatalogueModel } | undefined;
}

export function createMatcher(catalogue: Catalogue): Matcher {
  const byId = new Map(catalogue.providers.map((provider) => [provider.id, provider]));
  const own = (provider: CatalogueProvider, name: string) => {
    const model = provider.models.find(({ match }) => fits(match, name));
    return model && { provider, model };
  };
  const among = (provider: CatalogueProvider, name: string) => {
    const found = own(provider, name);
    if (found) return found;
    for (const id of provider.fallback ?? []) {
      const other = byId.get(id);
      const resold = other && own(other, name);
      if (resold) return resold;
    }
    return undefined;
  };
  return {
    provider: (baseUrl) => (baseUrl.length > MAX_ADDRESS ? undefined : catalogue.providers.find(({ api }) => isAt(api, baseUrl.toLowerCase()))),
    model(provider, given) {
      if (given.length > MAX_NAME) return undefined;
      const name = given.toLowerCase().trim();
      return among(provider, name) ?? (/-20\d{6}(?=-|:|$)/.test(name) ? among(provider, name.replace(/-(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g, '-$1-$2-$3')) : undefined);
    },
  };
}

/** Most expressions end with the host's name and say nothing of what may follow: `api.example.com.evil.example` is somebody else. */
function isAt(api: string, baseUrl: string): boolean {
  const matcher = pattern(`^(?:${api})`).matcher(baseUrl);
  if (!matcher.find()) return false;
  const end = matcher.end();
  return /[./]$/.test(baseUrl.slice(0, end)) || /^(?:$|[/:?#])/.test(baseUrl.slice(end)) || baseUrl.slice('https://'.length, end).includes('/');
}

function fits(rules: CatalogueModel['match'], name: string): boolean {
  return rules.some((rule) => (typeof rule === 'string' ? one(rule, name) : rule.every((part) => one(part, name))));
}

function one(rule: string, name: string): boolean {
  if (rule.startsWith('!')) return !one(rule.slice(1), name);
  const text = rule.slice(1);
  switch (rule[0]) {
    case '=':
      return name === text;
    case '^':
      return name.startsWith(text);
    case '$':
      return name.endsWith(text);
    case '~':
      return name.includes(text);
    default:
      return pattern(text.slice(0, -1)).matcher(name).find();
  }
}
