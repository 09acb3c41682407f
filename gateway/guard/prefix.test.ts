import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { prefixesOf, stripPrefixes } from './prefix.ts';

function strip(url: string): { path: string; prefixes: object } {
  const request = { url } as IncomingMessage;
  return { path: stripPrefixes(request), prefixes: prefixesOf(request) };
}

describe('prefixes of the path', () => {
  it.each<[string, string, object]>([
    ['/v1/models', '/v1/models', {}],
    ['/confidential/v1/models', '/v1/models', { dataClass: 'confidential' }],
    ['/k/sk-gh-a/v1/models', '/v1/models', { key: 'sk-gh-a' }],
    ['/k/sk-gh-a/secret/v1/models?limit=1', '/v1/models?limit=1', { key: 'sk-gh-a', dataClass: 'secret' }],
    ['/secret/k/sk-gh-a/v1/models', '/v1/models', { key: 'sk-gh-a', dataClass: 'secret' }],
    ['http://127.0.0.1:4141/public/v1/models', '/v1/models', { dataClass: 'public' }],
    ['https://host', '/', {}],
    ['http://host?x', '/?x', {}],
    ['/k/sk-gh-a/', '/api/', { key: 'sk-gh-a' }],
    ['/secret/k/sk-gh-a', '/api/', { key: 'sk-gh-a', dataClass: 'secret' }],
    ['/secret/', '/', { dataClass: 'secret' }],
    ['/%73ecret/%76%31/models', '/v1/models', { dataClass: 'secret' }],
  ])('%s', (url, path, prefixes) => {
    expect(strip(url)).toEqual({ path, prefixes });
  });

  it.each<[string, string, object]>([
    ['a second class does not lower the first', '/secret/public/v1/models', { dataClass: 'secret' }],
    ['a second key does not replace the first', '/k/sk-gh-a/k/sk-gh-b/v1/models', { key: 'sk-gh-a' }],
    ['a class that there is not', '/top/v1/models', {}],
    ['a class in capitals', '/Secret/v1/models', {}],
    ['a key that is empty', '/k//v1/models', {}],
  ])('%s', (_name, url, prefixes) => {
    const { path, prefixes: found } = strip(url);
    expect(found).toEqual(prefixes);
    expect(path).not.toBe('/v1/models');
  });

  it('leaves encoded reserved characters, the query and broken encodings as they are', () => {
    expect(strip('/v1%2Fmodels').path).toBe('/v1%2Fmodels');
    expect(strip('/v1/models/a%3Ab%20c?x=%61').path).toBe('/v1/models/a%3Ab%20c?x=%61');
    expect(strip('/v1/%zz%4').path).toBe('/v1/%zz%4');
    expect(strip('/%25761/models').path).toBe('/%25761/models');
  });
});
