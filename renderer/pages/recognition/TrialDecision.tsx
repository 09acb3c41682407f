import { NativeSelect, SimpleGrid, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { classRank, type DataClass, maxClass } from '../../../gateway/core/data-class.ts';
import { useOperation } from '../../api/queries.ts';
import { useWhileTyping } from '../../api/while-typing.ts';
import { useErrorText } from '../../components/error-text.ts';
import { Problem } from '../../components/Problem.tsx';
import { Answer } from '../rules/TryRequest.tsx';
import type { Trial } from './recognition.ts';

type Key = Output<'keys.list'>['keys'][number];

/** What would become of a request that holds this, for a key and a model. */
export function TrialDecision({ trial }: { trial: Trial }) {
  const { t } = useTranslation(['recognition', 'common']);
  const errorText = useErrorText();
  const keys = useOperation('keys.list').data?.keys.filter(({ purpose }) => purpose === 'tool') ?? [];
  const subjects = useOperation('policy.subjects').data;
  const [keyId, setKeyId] = useState('');
  const [model, setModel] = useState('');
  const key = keys.find(({ id }) => id === keyId);
  const dataClass = countedAs(trial, key);
  const above = key !== undefined && classRank(dataClass) > classRank(key.ceiling);
  const input = useMemo(() => (model === '' || above ? undefined : { body: { dataClass, model, ...(keyId && { keyId }) } }), [model, above, dataClass, keyId]);
  const { data, error } = useWhileTyping('policy.simulate', input);
  const models = subjects ? ['local', ...subjects.aliases, ...subjects.providers.flatMap((one) => one.models.map((name) => `${one.id}/${name}`))] : [];
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect label={t('try.key')} value={keyId} data={[{ value: '', label: t('try.anyKey') }, ...keys.map(({ id, name }) => ({ value: id, label: name }))]} onChange={({ currentTarget }) => setKeyId(currentTarget.value)} />
        <NativeSelect label={t('try.model')} value={model} data={[{ value: '', label: t('try.noModel') }, ...new Set(models)]} onChange={({ currentTarget }) => setModel(currentTarget.value)} />
      </SimpleGrid>
      {above && <Text role="status">{t('try.aboveCeiling', { dataClass: t(`common:class.${key.ceiling}`) })}</Text>}
      {error && <Problem>{errorText(error)}</Problem>}
      {data && !error && subjects && <Answer of={data} subjects={subjects} />}
      {data?.decision === 'pseudonymise' && trial.pseudonymised === undefined && <Text>{t('try.notSent')}</Text>}
    </>
  );
}

/** As the gateway counts a request of that key; without one, of a key that may carry everything. */
function countedAs({ dataClass, unreadable }: Trial, key: Key | undefined): DataClass {
  const read = maxClass(dataClass, key?.floor ?? 'public');
  return unreadable ? maxClass(read, (unreadable === 'media' ? key?.mediaClass : null) ?? key?.ceiling ?? 'secret') : read;
}
