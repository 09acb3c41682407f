import { Alert, Autocomplete, Button, Group, MultiSelect, NativeSelect, SimpleGrid, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCheck, IconReplace, IconPencil, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Input, Output } from '../../../gateway/admin/contract.ts';
import { isAddress } from '../../../gateway/core/address.ts';
import { DATA_CLASSES, type DataClass } from '../../../gateway/core/data-class.ts';
import { useAction } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { isVeiled } from '../../components/place.ts';
import { PlaceBadge } from '../../components/PlaceBadge.tsx';
import { useReasonText } from '../../components/reason-text.ts';
import { useToolName } from '../../components/tool-name.ts';
import { Problem } from '../../components/Problem.tsx';
import classes from './Lists.module.css';
import type { Subjects } from './rules.ts';
import { useRuleWords } from './words.ts';

const FIRST: { dataClass: DataClass; keyId: string; model: string; tags: string[]; tools: string[]; address: string } = { dataClass: 'confidential', keyId: '', model: '', tags: [], tools: [], address: '' };

/** What would become of a request, without sending one. */
export function TryRequest({ subjects, draft }: { subjects: Subjects; draft?: Input<'policy.preview'>['body'] }) {
  const { t } = useTranslation(['rules', 'common']);
  const errorText = useErrorText();
  const toolName = useToolName();
  const simulate = useAction('policy.simulate');
  const form = useForm({ initialValues: FIRST, validate: { model: (model) => (model.trim() === '' ? t('try.modelMissing') : null), address: (address) => (address.trim() === '' || isAddress(address.trim()) ? null : t('try.addressWrong')) } });
  const models = [...new Set(['local', ...subjects.aliases, ...subjects.localModels.map((name) => `local/${name}`), ...subjects.providers.flatMap(({ id, models }) => models.map((model) => `${id}/${model}`))])];
  const tools = [...new Set(subjects.providers.flatMap(({ hostedTools }) => hostedTools))];
  const submit = form.onSubmit(({ dataClass, keyId, model, tags, tools: hostedTools, address }) =>
    simulate.mutate({ body: { dataClass, model: model.trim(), ...(keyId && { keyId }), ...(tags.length > 0 && { tags }), ...(hostedTools.length > 0 && { hostedTools }), ...(address.trim() && { clientAddress: address.trim() }), ...(draft && { draft }) } }),
  );
  return (
    <Stack gap="md">
      <Text c="dimmed">{t('try.text')}</Text>
      {draft && <Alert icon={<IconPencil size={20} aria-hidden />}>{t('try.planned')}</Alert>}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <form onSubmit={submit} noValidate>
          <Stack>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
              <NativeSelect label={t('try.class')} data={DATA_CLASSES.map((value) => ({ value, label: t(`common:class.${value}`) }))} {...form.getInputProps('dataClass')} />
              <NativeSelect label={t('try.key')} data={[{ value: '', label: t('try.anyKey') }, ...subjects.keys.map(({ id, name }) => ({ value: id, label: name }))]} {...form.getInputProps('keyId')} />
            </SimpleGrid>
            <Autocomplete label={t('try.model')} description={t('try.modelHint')} data={models} required {...form.getInputProps('model')} />
            {tools.length > 0 && <MultiSelect label={t('try.tools')} data={tools.map((value) => ({ value, label: toolName(value) }))} {...form.getInputProps('tools')} />}
            <TagsInput label={t('try.tags')} description={t('form.tagsHint')} {...form.getInputProps('tags')} />
            <TextInput label={t('try.address')} description={t('try.addressHint')} autoComplete="off" {...form.getInputProps('address')} />
            <Group>
              <Button type="submit" loading={simulate.isPending}>
                {t('try.button')}
              </Button>
            </Group>
          </Stack>
        </form>
        <div>
          {simulate.error && (
            <Problem>{errorText(simulate.error)}</Problem>
          )}
          {simulate.data && !simulate.isPending && <Answer of={simulate.data} subjects={subjects} />}
        </div>
      </SimpleGrid>
    </Stack>
  );
}

export function Answer({ of: { decision, dataClass, why, route, deployments }, subjects }: { of: Output<'policy.simulate'>; subjects: Subjects }) {
  const { t } = useTranslation(['rules', 'common']);
  const reasonText = useReasonText();
  const words = useRuleWords(subjects);
  const here = decision === 'local' || deployments.find(({ allowed }) => allowed)?.deployment.startsWith('local/');
  return (
    <div role="status">
      <Card title={t('try.result')}>
        <PlaceBadge place={decision === 'refuse' ? 'refused' : here ? 'here' : 'cloud'} veiled={isVeiled({ decision })} />
        <Text>{t('try.countsAs', { dataClass: t(`common:class.${dataClass}`) })}</Text>
        {route && <Text>{t('try.route', { name: route.name, model: words.model(route.alias) })}</Text>}
        <Text>{reasonText(why)}</Text>
        {deployments.length > 0 && (
          <>
            <Text fw={600}>{t('try.deployments')}</Text>
            <ul className={classes.plain}>
              {deployments.map(({ deployment, allowed, access, why: because }) => (
                <li key={deployment} className={classes.verdict} data-allowed={allowed}>
                  <Sign access={access} />
                  <span>
                    <Text span fw={600}>
                      {deployment}
                    </Text>{' '}
                    – {access === 'pseudonymised' ? t('try.mayWithStandIns') : t(allowed ? 'try.may' : 'try.mayNot')} {reasonText(because)}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Card>
    </div>
  );
}

function Sign({ access }: { access: Output<'policy.simulate'>['deployments'][number]['access'] }) {
  if (access === 'no') return <IconX size={18} aria-hidden />;
  return access === 'clear' ? <IconCheck size={18} aria-hidden /> : <IconReplace size={18} aria-hidden />;
}
