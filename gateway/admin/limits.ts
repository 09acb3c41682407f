/** How many rows one page of a list holds; the schema has let only digits through. */
export function newestFirstLimit(limit: string | undefined): number {
  return limit === undefined ? 100 : Math.min(Number(limit), 1000);
}
