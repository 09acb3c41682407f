import type { Input, Output } from '../../../gateway/admin/contract.ts';
import { useAction, useOperation } from '../../api/queries.ts';

export type SettingsNow = Output<'settings.get'>;
export type SettingsChange = Input<'settings.set'>['body'];

/** The gateway's settings, and how to change some of them. */
export function useSettings() {
  const query = useOperation('settings.get');
  const { mutateAsync, isPending } = useAction('settings.set', ['settings.get', 'spending.get', 'overview']);
  return { query, save: (change: SettingsChange) => mutateAsync({ body: change }), saving: isPending };
}
