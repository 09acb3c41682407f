import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../../gateway/admin/contract.ts';
import { classRank, type DataClass } from '../../../gateway/core/data-class.ts';
import { lastDayBefore } from '../../i18n/day.ts';
import { endOfDay } from '../../i18n/day-start.ts';
import type { Key } from './key.ts';

export interface KeyFields {
  name: string;
  ownerKind: Key['ownerKind'];
  owner: string;
  /** The id of its department; empty: none. */
  team: string;
  floor: DataClass;
  ceiling: DataClass;
  which: 'all' | 'some';
  models: string[];
  /** `2027-01-31`, the last day; empty: none. */
  expiry: string;
  mediaClass: DataClass | '';
  origins: string[];
}

/** A new key begins as what stays on this computer. */
const NEW: KeyFields = { name: '', ownerKind: 'application', owner: '', team: '', floor: 'confidential', ceiling: 'secret', which: 'all', models: [], expiry: '', mediaClass: '', origins: [] };

export function useKeyForm(edited: Key | undefined) {
  const { t } = useTranslation('keys');
  return useForm<KeyFields>({
    initialValues: edited ? valuesOf(edited) : NEW,
    validate: {
      name: (name) => (name.trim() === '' ? t('form.nameMissing') : null),
      ceiling: (ceiling, { floor }) => (classRank(ceiling) < classRank(floor) ? t('form.ceilingBelow') : null),
      models: (models, { which }) => (which === 'some' && models.length === 0 ? t('form.modelsMissing') : null),
      expiry: (expiry) => (expiry !== '' && endOfDay(expiry) <= Date.now() ? t('form.expiryPast') : null),
    },
  });
}

/** What the gateway gets. */
export function fieldsOf(values: KeyFields): Input<'keys.create'>['body'] {
  return {
    name: values.name.trim(),
    ownerKind: values.ownerKind,
    owner: values.owner.trim(),
    team: values.team || null,
    floor: values.floor,
    ceiling: values.ceiling,
    models: values.which === 'all' ? null : values.models,
    expiresAt: values.expiry === '' ? null : endOfDay(values.expiry),
    mediaClass: values.mediaClass === '' ? null : values.mediaClass,
    origins: values.origins,
  };
}

function valuesOf(key: Key): KeyFields {
  const { name, ownerKind, owner, team, floor, ceiling, models, expiresAt, mediaClass, origins } = key;
  return { name, ownerKind, owner, team: team ?? '', floor, ceiling, which: models === null ? 'all' : 'some', models: models ?? [], expiry: expiresAt === null ? '' : lastDayBefore(expiresAt), mediaClass: mediaClass ?? '', origins };
}
