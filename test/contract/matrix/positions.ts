/** Every position of a body where something can stand, with a value planted in it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Planted {
  /** The place, with indexes of arrays left out: `messages[].content`, `+key` for a member's name. */
  place: string;
  body: Json;
}

export interface Value {
  text: string;
  /** Absent: it is none of digits alone. */
  number?: number;
}

/** One body for each position that `seen` does not have yet. What names the model stays, as nobody would be asked otherwise. */
export function plantedIn(body: Json, value: Value, seen: Set<string>): Planted[] {
  const planted: Planted[] = [];
  visit(body, '', (changed) => changed);
  return planted;

  function put(place: string, changed: Json, rebuild: (changed: Json) => Json): void {
    if (seen.has(place)) return;
    seen.add(place);
    planted.push({ place, body: rebuild(changed) });
  }

  function visit(here: Json, place: string, rebuild: (changed: Json) => Json): void {
    if (place === '.model') return;
    if (typeof here === 'string') visitText(here, place, rebuild);
    else if (typeof here === 'number' && value.number !== undefined) put(place, value.number, rebuild);
    else if (typeof here === 'boolean' || here === null) put(`${place} instead of ${here}`, value.text, rebuild);
    else if (Array.isArray(here)) {
      put(`${place}[+]`, [...here, value.text], rebuild);
      for (const [index, item] of here.entries()) visit(item, `${place}[]`, (changed) => rebuild(here.with(index, changed)));
    } else if (typeof here === 'object') {
      put(`${place}.+key`, { ...here, [value.text]: 'x' }, rebuild);
      put(`${place}.+unknown`, { ...here, x_unknown: value.text }, rebuild);
      put(`${place}.+nested`, { ...here, x_nested: [{ deep: { er: [value.text] } }] }, rebuild);
      put(`${place}.+base64`, { ...here, x_packed: Buffer.from(`Zur Person ${value.text} in Bern`).toString('base64') }, rebuild);
      if (value.number !== undefined) put(`${place}.+number`, { ...here, x_number: value.number }, rebuild);
      for (const [name, member] of Object.entries(here)) visit(member, `${place}.${name}`, (changed) => rebuild({ ...here, [name]: changed }));
    }
  }

  function visitText(here: string, place: string, rebuild: (changed: Json) => Json): void {
    put(place, value.text, rebuild);
    put(`${place} behind it`, `${here} ${value.text}`, rebuild);
    const inner = here.startsWith('{') ? (JSON.parse(here) as Json) : undefined;
    if (inner !== undefined) visit(inner, `${place}→`, (changed) => rebuild(JSON.stringify(changed)));
    const [, head, data] = /^(data:[^,]*;base64,)(.*)$/s.exec(here) ?? [];
    if (head !== undefined && data !== undefined) for (const type of ['text/plain', 'application/json']) put(`${place} as ${type}`, `data:${type};base64,${Buffer.from(value.text).toString('base64')}`, rebuild);
  }
}
