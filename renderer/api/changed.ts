/** Of what a form sends only that which was changed in it: what somebody else has changed meanwhile stays. */
export function changed<T extends object>(before: NoInfer<T>, after: T): Partial<T> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof T]))) as Partial<T>;
}
