import { isDataClass } from '../../../gateway/core/data-class.ts';
import type { Dimension } from './sums.ts';

/** Where the requests of a group are listed; undefined where the list knows no such filter. */
export function requestsLink(dimension: Dimension, id: string): string | undefined {
  if (id === '') return undefined;
  const to = (name: string): string => `/requests?${new URLSearchParams({ [name]: id }).toString()}`;
  if (dimension === 'class') return isDataClass(id) ? to('class') : undefined;
  if (dimension === 'key') return to('key');
  return dimension === 'model' ? to('text') : undefined;
}
