import { Button, Group, Radio, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { LANGUAGES } from '../../i18n/languages.ts';
import { changeLanguage } from '../../i18n/setup.ts';
import { useTextOf } from '../providers/use-text-of.ts';
import type { Starter, StepProps } from './first-run.ts';
import { useFirstKey } from './first-key.ts';
import classes from './FirstRun.module.css';
import { Proposals } from './Proposals.tsx';
import { StarterRules } from './StarterRules.tsx';
import { useModelProposal } from './use-proposal.ts';

/** Language and kind of office: the rules to begin with, and for whoever is in a hurry all other proposals at once. */
export function OfficeStep(props: StepProps) {
  const starters = useOperation('starters.list');
  return (
    <Stack gap="md">
      <LanguageChoice />
      <Loaded query={starters}>{(data) => <Office {...props} starters={data.starters} />}</Loaded>
    </Stack>
  );
}

function LanguageChoice() {
  const { t, i18n } = useTranslation('first-run');
  const choice = (
    <SegmentedControl
      aria-label={t('office.language')}
      value={i18n.language}
      onChange={(language) => void changeLanguage(language)}
      data={Object.entries(LANGUAGES).map(([value, { name, locale }]) => ({ value, label: <span lang={locale}>{name}</span> }))}
    />
  );
  return (
    <Card title={t('office.language')} aside={choice}>
      {null}
    </Card>
  );
}

function Office({ state, run, starters }: StepProps & { starters: Starter[] }) {
  const { t, i18n } = useTranslation('first-run');
  const textOf = useTextOf();
  const notify = useNotify();
  const [office, setOffice] = useState<string>(state.office ?? starters[0]!.office);
  const [running, setRunning] = useState<'all' | 'steps'>();
  const starter = starters.find((one) => one.office === office) ?? starters[0]!;
  const preview = useAction('policy.preview');
  const apply = useAction('policy.apply', ['policy.get']);
  const settings = useAction('settings.set', ['settings.get']);
  const model = useModelProposal();
  const firstKey = useFirstKey(state.keyId);

  const settle = async (): Promise<void> => {
    await settings.mutateAsync({ body: { language: i18n.language as keyof typeof LANGUAGES } });
    // Chosen before: what the office has changed in its rules since stays.
    if (state.office === starter.office) return;
    const draft = { otherwise: starter.classes.map(({ dataClass, otherwise }) => ({ dataClass, otherwise })) };
    const { baseVersion, differences } = await preview.mutateAsync({ body: draft });
    if (differences.length > 0) await apply.mutateAsync({ body: { ...draft, baseVersion, comment: textOf(starter.name) } });
  };
  const act = async (how: 'all' | 'steps', then: () => Promise<void>): Promise<void> => {
    setRunning(how);
    try {
      await settle();
      await then();
    } catch (error) {
      notify.failed(error);
    }
    setRunning(undefined);
  };
  const takeAll = (): Promise<void> =>
    act('all', async () => {
      // Without the internet the rest goes on: the last step says that a model is missing.
      if (model.toDownload) await model.pull(model.toDownload.name).catch(notify.failed);
      const keyId = firstKey.plaintext === undefined ? await firstKey.create(t('connect.keyName'), starter.keyFloor) : firstKey.id;
      await run.go('connect', { office: starter.office, ...(keyId !== undefined && { keyId }) });
    });

  const proposals = <Proposals model={model} floor={starter.keyFloor} />;
  return (
    <>
      <Card title={t('office.kind')}>
        <Radio.Group aria-label={t('office.kind')} value={office} onChange={setOffice}>
          <div className={classes.offices}>
            {starters.map((one) => (
              <Radio.Card key={one.office} value={one.office} className={classes.office} aria-label={textOf(one.name)}>
                <Group gap="sm" wrap="nowrap">
                  <Radio.Indicator aria-hidden />
                  <Text span fw={600}>
                    {textOf(one.name)}
                  </Text>
                </Group>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        <Text>{textOf(starter.intro)}</Text>
        <StarterRules starter={starter} applied={state.office === starter.office} />
      </Card>
      <Loaded query={model.query} loading={proposals}>
        {() => proposals}
      </Loaded>
      <div className={classes.foot}>
        <Button size="md" loading={running === 'all'} disabled={!model.query.data || running === 'steps'} onClick={() => void takeAll()}>
          {t('office.takeAll')}
        </Button>
        <Button size="md" variant="default" loading={running === 'steps'} disabled={running === 'all'} rightSection={<IconArrowRight size={16} aria-hidden />} onClick={() => void act('steps', () => run.go('computer', { office: starter.office }))}>
          {t('office.steps')}
        </Button>
      </div>
    </>
  );
}
