import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './Models.module.css';

/** What the models have to live with. */
export function Computer() {
  const { t } = useTranslation('models');
  const format = useFormat();
  const hardware = useOperation('models.hardware');
  return (
    <Card title={t('computer.title')}>
      <Loaded query={hardware}>
        {({ hardware: { ramBytes, vramBytes, gpu, cpuModel, cpuCores, freeDiskBytes } }) => (
          <dl className={classes.facts}>
            <Fact name={t('computer.memory')} value={format.bytes(ramBytes)} />
            <Fact name={t('computer.graphics')} value={vramBytes === null ? t('computer.noGraphics') : [gpu, format.bytes(vramBytes)].filter(Boolean).join(', ')} />
            <Fact name={t('computer.processor')} value={`${cpuModel}, ${t('computer.cores', { count: cpuCores })}`} />
            <Fact name={t('computer.disk')} value={format.bytes(freeDiskBytes)} />
          </dl>
        )}
      </Loaded>
    </Card>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd">{value}</Text>
    </div>
  );
}
