import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../components/error-text.ts';
import { Problem } from '../../components/Problem.tsx';
import { ContractFields } from './fields.tsx';
import type { PrivacyCard } from './provider.ts';
import type { ProviderForm } from './provider-form.ts';
import { useTextOf } from './use-text-of.ts';

interface ContractStepProps {
  form: ProviderForm;
  card: PrivacyCard | undefined;
  saving: boolean;
  error: unknown;
  onBack: () => void;
  onSave: NonNullable<ComponentProps<'form'>['onSubmit']>;
}

export function ContractStep({ form, card, saving, error, onBack, onSave }: ContractStepProps) {
  const { t } = useTranslation('providers');
  const errorText = useErrorText();
  const textOf = useTextOf();
  return (
    <form onSubmit={onSave} noValidate>
      <Stack>
        <Alert icon={<IconFileText size={20} aria-hidden />}>{card ? textOf(card.contract) : t('contract.otherAdvice')}</Alert>
        <Text c="dimmed">{t('contract.later')}</Text>
        <ContractFields form={form} />
        {Boolean(error) && (
          <Problem>{errorText(error)}</Problem>
        )}
        <Group justify="space-between" gap="sm">
          <Button variant="default" onClick={onBack}>
            {t('add.back')}
          </Button>
          <Button type="submit" loading={saving}>
            {t('add.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
