/** Formatters are slow to make and to throw away, and every row of a list wants some: what was made once for these words serves all. */
export function shared<A extends readonly (string | number)[], T>(make: (...given: A) => T): (...given: A) => T {
  const made = new Map<string, T>();
  return (...given) => {
    const name = given.join(' ');
    if (!made.has(name)) made.set(name, make(...given));
    return made.get(name)!;
  };
}
