import { Button, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { LoadingState } from '../../components/states.tsx';
import { useFormat } from '../../i18n/format.ts';
import { Updates } from './Updates.tsx';

/** A few hundred kilobytes of texts: only for who wants them. */
const Licences = lazy(() => import('./Licences.tsx'));

export function About() {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const status = useOperation('status');
  const [shown, setShown] = useState(false);
  return (
    <>
      <Card title={t('about.title')}>
        <Loaded query={status}>
          {({ version, startedAt, local }) => (
            <>
              <Text fw={600}>{t('about.version', { version })}</Text>
              <Text size="sm" c="dimmed">
                {t('about.running', { time: format.dateTime(startedAt) })}
                {local.ollama && ` · Ollama ${local.ollama.version}`}
              </Text>
            </>
          )}
        </Loaded>
      </Card>
      <Updates />
      <Card title={t('about.licences')}>
        <Text>{t('about.licencesText')}</Text>
        {shown ? (
          <Suspense fallback={<LoadingState />}>
            <Licences />
          </Suspense>
        ) : (
          <Button variant="default" style={{ alignSelf: 'flex-start' }} onClick={() => setShown(true)}>
            {t('about.showLicences')}
          </Button>
        )}
      </Card>
    </>
  );
}
