import { Text } from '@mantine/core';
import type { DataClass } from '../../../gateway/core/data-class.ts';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './FirstRun.module.css';
import type { ModelProposal } from './use-proposal.ts';

/** What one click accepts, in words. */
export function Proposals({ model, floor }: { model: ModelProposal; floor: DataClass }) {
  const { t } = useTranslation(['first-run', 'common']);
  const format = useFormat();
  const { ready, toDownload, proposed, underWay } = model;
  const modelText = (): string => {
    if (ready) return t('proposal.modelReady', { name: ready.name });
    if (toDownload) return t('proposal.modelDownload', { name: toDownload.name, size: format.bytes(toDownload.sizeBytes) });
    return underWay.length > 0 || proposed ? t('proposal.modelComing') : t('proposal.modelNone');
  };
  return (
    <Card title={t('proposal.title')}>
      <ul className={classes.proposals}>
        <li>{t('proposal.rules')}</li>
        <li>{model.query.data ? modelText() : t('common:states.loading')}</li>
        <li>{t('proposal.providers')}</li>
        <li>{t('proposal.key', { dataClass: t(`common:class.${floor}`) })}</li>
        <li>{t('proposal.recovery')}</li>
      </ul>
      <Text c="dimmed" size="sm">
        {t('proposal.change')}
      </Text>
    </Card>
  );
}
