import { GatehouseError } from '../core/errors.ts';
import { isObject, type Json } from '../core/json.ts';
import { type Currency, nanoUsdOf } from '../core/money.ts';
import { invalid } from './office-checks.ts';
import type { OfficeCore } from './office-core.ts';
import type { OfficeState } from './office-types.ts';
import { DEFAULTS, type Lockdown, type OfficeSettings, type SettingName } from './settings.ts';

const OPEN: Lockdown = { on: false, since: null, by: null };
const LOCKDOWN = 'lockdown';

type Part = Pick<OfficeState, 'lockdown' | 'setting' | 'setLockdown' | 'setSetting'>;

export function settingChanges(core: OfficeCore): Part {
  const stored = (name: string): Json | undefined => core.snapshot().settings.get(name);

  return {
    lockdown: () => (stored(LOCKDOWN) as Lockdown | undefined) ?? OPEN,
    setting: <N extends SettingName>(name: N) => (stored(name) as OfficeSettings[N] | undefined) ?? DEFAULTS[name],
    setLockdown(on, author) {
      const before = (stored(LOCKDOWN) as Lockdown | undefined) ?? OPEN;
      if (before.on === on) return before;
      const after: Lockdown = { on, since: core.clock.now(), by: author };
      core.change(author, 'lockdown.set', { on }, { kind: 'lockdown-changed', on }, () => core.storage.saveSetting(LOCKDOWN, { ...after }));
      return after;
    },
    setSetting(name, value, author) {
      if (name === 'timeZone' && value !== null) checkTimeZone(value as string);
      if (name === 'currency') nanoUsdOf('1', (value as Currency).perUsd, 'perUsd');
      const json = value as Json;
      if (JSON.stringify(stored(name)) === JSON.stringify(json)) return;
      const before = stored(name) ?? (DEFAULTS[name] as Json);
      core.change(author, 'setting.set', { name, value: withoutSecret(json), before: withoutSecret(before) }, { kind: 'setting-changed', name }, () => core.storage.saveSetting(name, json));
    },
  };
}

/** Attack: the audit log goes to auditors as a file, and stays for ever; a secret has no place in it, sealed neither. */
function withoutSecret(value: Json): Json {
  return isObject(value) && typeof value['sealed'] === 'string' ? { ...value, sealed: '…' } : value;
}

function checkTimeZone(name: string): void {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw new GatehouseError('internal_error', 'The time zone could not be checked.', { cause });
    throw invalid('timeZone', `"${name}" is not a time zone.`, 'Write it as Europe/Zurich.');
  }
}
