import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback, useMediaQuery } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { type ComponentProps, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DATA_CLASSES } from '../../../gateway/core/data-class.ts';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import { useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { FilterBar } from '../../components/FilterBar.tsx';
import { PLACES } from '../../components/place.ts';
import type { Office } from '../../components/use-office.ts';
import { type Choice, type Choices, CHOICES, FURTHER, VEILED } from './filter.ts';
import classes from './Filters.module.css';

/** A search begins when nothing was typed for so long. */
const TYPING_MS = 300;

interface FiltersProps {
  choices: Choices;
  onChange: (change: Choices) => void;
  office: Office;
}

export function Filters({ choices, onChange, office }: FiltersProps) {
  const { t } = useTranslation(['requests', 'common']);
  const admin = useSession().role === 'admin';
  const keys = useOperation('keys.list', undefined, { enabled: admin });
  /** All of them are folded there: the list comes first. */
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const chosen = Object.keys(choices).length;
  const [open, setOpen] = useState(!narrow && FURTHER.some((name) => choices[name] !== undefined));
  const more = useId();
  const any = { value: '', label: t('filter.any') };
  const select = (name: Choice, data: { value: string; label: string }[]) => (
    <NativeSelect maw={220} label={t(`filter.${name}`)} value={choices[name] ?? ''} data={[any, ...data]} onChange={({ currentTarget: { value } }) => onChange({ [name]: value })} />
  );
  const first = (
    <>
      {select('class', DATA_CLASSES.map((value) => ({ value, label: t(`common:class.${value}`) })))}
      {select('answer', PLACES.flatMap((value) => [{ value, label: t(`common:place.${value}`) }, ...(value === 'cloud' ? [{ value: VEILED, label: t('common:place.veiled') }] : [])]))}
      {keys.data && keys.data.keys.length > 0 && select('key', keys.data.keys.map(({ id, name }) => ({ value: id, label: name })))}
      <Typed choice="text" choices={choices} onChange={onChange} type="search" placeholder={t('filter.searchHint')} />
    </>
  );
  return (
    <>
      {!narrow && first}
      <Button variant="default" leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />} aria-expanded={open} aria-controls={more} onClick={() => setOpen(!open)}>
        {narrow ? [t('filter.show'), chosen > 0 && `(${chosen})`].filter(Boolean).join(' ') : t('filter.more')}
      </Button>
      {chosen > 0 && (
        <Button variant="subtle" onClick={() => onChange(Object.fromEntries(CHOICES.map((name) => [name, ''])))}>
          {t('filter.clear')}
        </Button>
      )}
      <FilterBar id={more} w="100%" {...(!open && { display: 'none' })}>
        {open && narrow && first}
        {open && <Further choices={choices} onChange={onChange} office={office} select={select} />}
      </FilterBar>
    </>
  );
}

function Further({ choices, onChange, office, select }: FiltersProps & { select: (name: Choice, data: { value: string; label: string }[]) => React.ReactNode }) {
  const { t } = useTranslation('requests');
  const subjects = useOperation('policy.subjects');
  const providers = subjects.data?.providers ?? [];
  return (
    <>
      {office.teams.length > 0 && select('team', office.teams.map(({ id, name }) => ({ value: id, label: name })))}
      {select('provider', [{ value: LOCAL_PROVIDER, label: t('filter.here') }, ...providers.map(({ id, name }) => ({ value: id, label: name }))])}
      <Typed choice="model" choices={choices} onChange={onChange} />
      <Typed choice="cost" choices={choices} onChange={onChange} label={t('filter.cost', { currency: office.rate.code })} inputMode="decimal" className={classes.number} />
      <Typed choice="seconds" choices={choices} onChange={onChange} inputMode="decimal" className={classes.number} />
      <Typed choice="from" choices={choices} onChange={onChange} type="date" />
      <Typed choice="to" choices={choices} onChange={onChange} type="date" />
      <Typed choice="session" choices={choices} onChange={onChange} />
    </>
  );
}

/** A text that is searched for once the person pauses; emptied from outside, it begins anew. */
function Typed({ choice, choices, onChange, ...input }: { choice: Choice } & Omit<FiltersProps, 'office'> & Omit<ComponentProps<typeof TextInput>, 'onChange'>) {
  const { t } = useTranslation('requests');
  const change = useDebouncedCallback((value: string) => onChange({ [choice]: value.trim() }), TYPING_MS);
  return <TextInput key={choices[choice] === undefined ? 'empty' : 'filled'} label={t(`filter.${choice}`)} defaultValue={choices[choice] ?? ''} onChange={({ currentTarget }) => change(currentTarget.value)} {...input} />;
}
