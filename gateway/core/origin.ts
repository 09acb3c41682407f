const origins = new Map<string, string>();
const MAX_REMEMBERED = 1_000;

/** The origin of an absolute URL, as `https://api.example.com`. Remembered, as an office asks for the same few at every request. Throws a TypeError for what is no URL. */
export function originOf(url: string): string {
  let origin = origins.get(url);
  if (origin === undefined) {
    origin = new URL(url).origin;
    if (origins.size >= MAX_REMEMBERED) origins.clear();
    origins.set(url, origin);
  }
  return origin;
}
