import type { Json } from '../core/json.ts';

/**
 * JSON with sorted members and no blanks, so that the same content always hashes the same. Members that are undefined count as absent.
 * A value whose members are in order already costs a quarter.
 */
export function canonicalJson(value: Json | undefined): string {
  return isInOrder(value) ? JSON.stringify(value ?? null) : sorted(value);
}

function isInOrder(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let last = '';
  for (const name in value) {
    if (name < last || !isInOrder(value[name])) return false;
    last = name;
  }
  return true;
}

function sorted(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members: string[] = [];
  for (const name of Object.keys(value).sort()) {
    if (value[name] !== undefined) members.push(`${JSON.stringify(name)}:${sorted(value[name])}`);
  }
  return `{${members.join(',')}}`;
}
