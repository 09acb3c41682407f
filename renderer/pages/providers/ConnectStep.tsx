import { Alert, Button, Group, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { freeId, type Offered, ON_PREM, type PrivacyCard, type ProviderKind, type Trial, type TrialResult } from './provider.ts';
import type { ProviderForm } from './provider-form.ts';
import { HostField, RegionField } from './Region.tsx';
import { useTextOf } from './use-text-of.ts';
import { useTrialText } from './use-trial-text.ts';

const FIELDS = ['name', 'id', 'baseUrl', 'region'] as const;

interface ConnectStepProps {
  form: ProviderForm;
  /** Absent: another server. */
  card: PrivacyCard | undefined;
  kinds: readonly ProviderKind[];
  /** Short names of other providers. */
  taken: readonly string[];
  onBack: () => void;
  /** With the models that the server named. */
  onNext: (models: readonly Offered[]) => void;
}

/** Address and key; a test that works leads on. */
export function ConnectStep({ form, card, kinds, taken, onBack, onNext }: ConnectStepProps) {
  const { t } = useTranslation('providers');
  const trialText = useTrialText();
  const textOf = useTextOf();
  const attempt = useAction('providers.try');
  const [tested, setTested] = useState<{ body: Trial; result: TrialResult }>();
  const { kind, baseUrl, region, credential } = form.values;
  const key = credential.trim();
  const body: Trial = { kind, baseUrl: baseUrl.trim(), region, ...(key && { credential: key }) };
  // A result counts for what was tested, not for what was typed since.
  const result = tested && JSON.stringify(tested.body) === JSON.stringify(body) ? tested.result : undefined;
  const sound = (): boolean => FIELDS.map((field) => form.validateField(field).hasError).every((fault) => !fault);
  const proposeId = (): void => {
    if (form.values.id === '' && form.values.name.trim() !== '') form.setFieldValue('id', freeId(form.values.name, taken));
  };
  const test = (): void => {
    if (sound()) attempt.mutate({ body }, { onSuccess: (answer) => setTested({ body, result: answer }) });
  };
  const next = (): void => {
    if (sound()) onNext(result?.offered ?? []);
  };
  const named = kinds.map((known) => known.kind).filter((name) => name === 'openai-compatible' || name === 'ollama');
  const own = card && kinds.find((known) => known.kind === card.kind);
  const keyHint = t(card?.needsKey === false || !card ? 'field.keyOptional' : 'field.keyHint');
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (result?.ok) next();
        else test();
      }}
    >
      <Stack>
        <TextInput label={t('field.name')} maxLength={128} required autoComplete="off" {...form.getInputProps('name')} onBlur={proposeId} />
        <TextInput label={t('field.id')} description={t('field.idHint')} maxLength={64} required autoComplete="off" spellCheck={false} {...form.getInputProps('id')} />
        <TextInput label={t('field.address')} description={card?.baseUrl ? t('field.addressKnown') : t('field.addressHint')} placeholder="https://…/v1" required autoComplete="off" spellCheck={false} {...form.getInputProps('baseUrl')} />
        {!card && named.length > 1 && <NativeSelect label={t('field.kind')} data={named.map((value) => ({ value, label: t(`kind.${value}`) }))} {...form.getInputProps('kind')} />}
        {own && Object.keys(own.regions).length > 0 && <HostField form={form} kind={own} />}
        {(!card || (card.baseUrl === null && card.region !== ON_PREM)) && <RegionField form={form} />}
        <PasswordInput label={t('field.key')} description={card?.key ? `${textOf(card.key)} ${keyHint}` : keyHint} autoComplete="off" visibilityToggleButtonProps={{ 'aria-label': t('field.keyShow') }} {...form.getInputProps('credential')} />
        {result && (
          <Alert role="status" color={result.ok ? 'pine' : 'red'} icon={result.ok ? <IconCircleCheck size={20} aria-hidden /> : <IconAlertTriangle size={20} aria-hidden />}>
            {trialText.ofResult(result)}
          </Alert>
        )}
        {attempt.error && (
          <Alert role="alert" color="red" icon={<IconAlertTriangle size={20} aria-hidden />}>
            {trialText.ofError(attempt.error)}
          </Alert>
        )}
        <Group justify="space-between" gap="sm">
          <Button variant="default" onClick={onBack}>
            {t('add.back')}
          </Button>
          <Group gap="sm">
            {((result && !result.ok) || attempt.error) && (
              <Button variant="subtle" onClick={next}>
                {t('add.untested')}
              </Button>
            )}
            {result?.ok ? (
              <Button type="submit">{t('add.next')}</Button>
            ) : (
              <Button type="submit" loading={attempt.isPending}>
                {t('trial.button')}
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
