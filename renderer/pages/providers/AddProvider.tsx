import { Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useAction } from '../../api/queries.ts';
import { useUnsaved } from '../../api/unsaved.ts';
import { ChooseStep } from './ChooseStep.tsx';
import { ConnectStep } from './ConnectStep.tsx';
import { ContractStep } from './ContractStep.tsx';
import { DoneStep } from './DoneStep.tsx';
import { ModelsStep } from './ModelsStep.tsx';
import { freeId, type Offered, type PrivacyCard, type Provider, type ProviderKind } from './provider.ts';
import { emptyFields, fieldsOfCard, savedFields, useProviderForm } from './provider-form.ts';
import { useOffered } from './use-offered.ts';

const STEPS = ['choose', 'connect', 'models', 'contract', 'done'] as const;
type Step = (typeof STEPS)[number];
const SHOWN = ['connect', 'models', 'contract'] as const;

/** From a privacy card to a saved provider; nothing is kept before the last step, and nothing may go there after it until a rule allows it. */
export function AddProvider({ taken, kinds }: { taken: readonly string[]; kinds: readonly ProviderKind[] }) {
  const { t } = useTranslation('providers');
  const [search, setSearch] = useSearchParams();
  const [begun, setBegun] = useState(false);
  const [card, setCard] = useState<PrivacyCard>();
  const [offered, setOffered] = useState<readonly Offered[]>([]);
  const { keep } = useOffered();
  const [added, setAdded] = useState<Provider>();
  // In the address, so that the browser's Back is a step back; after a reload there is nothing to go on with.
  const asked = SHOWN.find((one) => one === search.get('step'));
  const step: Step = added ? 'done' : begun && asked ? asked : 'choose';
  const setStep = (next: Step): void => setSearch({ step: next });
  const form = useProviderForm(undefined, taken);
  const add = useAction('providers.add', ['providers.list', 'status']);
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) {
      heading.current?.focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
    first.current = false;
  }, [step]);

  const choose = (chosen: PrivacyCard | undefined): void => {
    setCard(chosen);
    form.setValues(chosen ? fieldsOfCard(chosen, (id) => freeId(id, taken)) : emptyFields());
    form.clearErrors();
    setBegun(true);
    setStep('connect');
  };
  const save = form.onSubmit((values) => {
    const { id, kind, credential } = values;
    const key = credential.trim();
    const body = { id, kind, ...savedFields(values), ...(key && { credential: key }) };
    const saved = (provider: Provider): void => {
      setAdded(provider);
      if (offered.length > 0) keep(provider, offered);
      form.setFieldValue('credential', '');
    };
    add.mutate({ body }, { onSuccess: saved });
  });

  useUnsaved(form.values.credential.trim() !== '');

  const number = STEPS.indexOf(step) + 1;
  const last = STEPS.length - 1;
  const wide = step === 'choose';
  return (
    <Stack maw={wide ? undefined : 720}>
      {step !== 'done' && (
        <div>
          <Text size="sm" c="dimmed">
            {t('add.step', { number, last })}
          </Text>
          <Progress value={(number / last) * 100} size="sm" aria-label={t('add.step', { number, last })} />
        </div>
      )}
      <Title order={2} ref={heading} tabIndex={-1}>
        {t(`add.${step}`)}
      </Title>
      {step === 'choose' && <ChooseStep onChoose={choose} />}
      {step !== 'choose' && (
        <Paper withBorder p="lg">
          {step === 'connect' && (
            <ConnectStep
              form={form}
              card={card}
              kinds={kinds}
              taken={taken}
              onBack={() => setStep('choose')}
              onNext={(models) => {
                setOffered(models);
                setStep('models');
              }}
            />
          )}
          {step === 'models' && <ModelsStep form={form} offered={offered} onBack={() => setStep('connect')} onNext={() => setStep('contract')} />}
          {step === 'contract' && <ContractStep form={form} card={card} saving={add.isPending} error={add.error} onBack={() => setStep('models')} onSave={save} />}
          {step === 'done' && added && <DoneStep provider={added} />}
        </Paper>
      )}
    </Stack>
  );
}
