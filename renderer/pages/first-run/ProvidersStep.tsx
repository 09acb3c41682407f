import { Alert, Button, SimpleGrid, Stack } from '@mantine/core';
import { IconArrowRight, IconHomeCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { Card } from '../providers/ChooseStep.tsx';
import { ON_PREM } from '../providers/provider.ts';
import type { StepProps } from './first-run.ts';
import { Foot } from './Foot.tsx';

/** Who could be asked outside, and what each does with what it is sent; nobody is the proposal. */
export function ProvidersStep({ run }: StepProps) {
  const { t } = useTranslation('first-run');
  const notify = useNotify();
  const [, navigate] = useLocation();
  const catalogue = useOperation('providers.catalogue');
  const providers = useOperation('providers.list');
  const own = providers.data?.providers.filter(({ id }) => id !== LOCAL_PROVIDER) ?? [];
  return (
    <Stack gap="md">
      <Alert icon={<IconHomeCheck size={20} aria-hidden />}>{own.length > 0 ? t('providers.have', { names: own.map(({ name }) => name).join(', ') }) : t('providers.proposal')}</Alert>
      <Loaded query={catalogue}>
        {(data) => (
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            {data.providers
              .filter(({ region }) => region !== ON_PREM)
              .map((card) => (
                <Card key={card.id} of={card} order={2} onChoose={() => navigate(`/providers/add?card=${encodeURIComponent(card.id)}`)} />
              ))}
          </SimpleGrid>
        )}
      </Loaded>
      <Foot back="computer">
        <Button size="md" loading={run.pending} rightSection={<IconArrowRight size={16} aria-hidden />} onClick={() => void run.go('recovery').catch(notify.failed)}>
          {own.length > 0 ? t('next') : t('providers.skip')}
        </Button>
      </Foot>
    </Stack>
  );
}
