import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ModelFields } from './fields.tsx';
import { OfferedModels } from './OfferedModels.tsx';
import { askedFor, type Offered } from './provider.ts';
import type { ProviderForm } from './provider-form.ts';

interface ModelsStepProps {
  form: ProviderForm;
  offered: readonly Offered[];
  onBack: () => void;
  onNext: () => void;
}

export function ModelsStep({ form, offered, onBack, onNext }: ModelsStepProps) {
  const { t } = useTranslation('providers');
  const { which, models } = form.values;
  const asked = which === 'all' ? offered : askedFor(offered, models);
  const unpriced = offered.filter(({ name, priced }) => !priced && (which === 'all' || models.includes(name))).length;
  return (
    <Stack>
      <Text>{t('models.hint')}</Text>
      <ModelFields form={form} offered={offered.map(({ name }) => name)} />
      {unpriced > 0 && <Text size="sm">{t('models.unpriced', { count: unpriced })}</Text>}
      <OfferedModels models={asked} />
      <Group justify="space-between" gap="sm">
        <Button variant="default" onClick={onBack}>
          {t('add.back')}
        </Button>
        <Button
          onClick={() => {
            if (!form.validateField('models').hasError) onNext();
          }}
        >
          {t('add.next')}
        </Button>
      </Group>
    </Stack>
  );
}
