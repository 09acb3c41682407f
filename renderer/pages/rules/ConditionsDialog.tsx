import { Checkbox, MultiSelect, SimpleGrid, TagsInput, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DataClass } from '../../../gateway/core/data-class.ts';
import type { Conditions } from '../../../gateway/core/model.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useRegionName } from '../../components/region.ts';
import { useToolName } from '../../components/tool-name.ts';
import { ConditionInputs } from './ConditionInputs.tsx';
import { conditionsOf, useConditionForm } from './condition-form.ts';
import type { CellState, Provider, Subjects } from './rules.ts';

interface ConditionsDialogProps {
  dataClass: DataClass;
  provider: Provider;
  state: CellState;
  subjects: Subjects;
  onClose: () => void;
  onSave: (conditions: Conditions) => void;
}

/** Under which conditions a provider may see a class. */
export function ConditionsDialog({ dataClass, provider, state, subjects, onClose, onSave }: ConditionsDialogProps) {
  const { t } = useTranslation(['rules', 'common']);
  const form = useConditionForm(state.action === 'allow' ? state.conditions : {});
  const nameOf = useRegionName();
  const toolName = useToolName();
  const regions = [...new Set([...subjects.providers.map(({ region }) => region), ...form.values.regions])];
  const tools = [...new Set([...provider.hostedTools, ...form.values.hostedTools])];
  const submit = form.onSubmit((values) => {
    onSave(conditionsOf(values));
    onClose();
  });
  return (
    <FormDialog title={t('form.conditionsTitle', { provider: provider.name, dataClass: t(`common:class.${dataClass}`) })} size="lg" action={t('toDraft')} onClose={onClose} onSubmit={submit}>
      <Text c="dimmed">{t('form.conditionsText')}</Text>
      <Checkbox label={t('form.contract')} {...form.getInputProps('contractValid', { type: 'checkbox' })} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TagsInput label={t('form.models')} description={t('form.modelsHint')} data={provider.models} {...form.getInputProps('models')} />
        <MultiSelect label={t('form.regions')} description={t('form.regionsHint', { region: nameOf(provider.region) })} data={regions.map((value) => ({ value, label: nameOf(value) }))} {...form.getInputProps('regions')} />
        {tools.length > 0 && <MultiSelect label={t('form.tools')} description={t('form.toolsHint')} data={tools.map((value) => ({ value, label: toolName(value) }))} {...form.getInputProps('hostedTools')} />}
        <ConditionInputs form={form} subjects={subjects} />
      </SimpleGrid>
    </FormDialog>
  );
}
