import { Button, CopyButton, Group, Text } from '@mantine/core';
import { IconCopy, IconDownload, IconFileSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { saveFile } from '../../components/save-file.ts';
import classes from './Help.module.css';

/** The file for whoever helps: read first, then saved. */
export function Help() {
  const { t } = useTranslation('settings');
  const [asked, setAsked] = useState(false);
  const query = useOperation('diagnostics', undefined, { enabled: asked });
  return (
    <Card title={t('help.title')}>
      <Text>{t('help.text')}</Text>
      {asked ? (
        <Loaded query={query}>{(data) => <Shown text={JSON.stringify(data, null, 2)} />}</Loaded>
      ) : (
        <Button variant="default" leftSection={<IconFileSearch size={16} aria-hidden />} style={{ alignSelf: 'flex-start' }} onClick={() => setAsked(true)}>
          {t('help.collect')}
        </Button>
      )}
    </Card>
  );
}

function Shown({ text }: { text: string }) {
  const { t } = useTranslation(['settings', 'common']);
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('help.read')}
      </Text>
      <pre className={classes.file} tabIndex={0} aria-label={t('help.file')} role="region">
        {text}
      </pre>
      <Group gap="sm">
        <Button leftSection={<IconDownload size={16} aria-hidden />} onClick={() => saveFile('gatehouse-diagnostics.json', text)}>
          {t('help.save')}
        </Button>
        <CopyButton value={text} timeout={2000}>
          {({ copied, copy }) => (
            <Button variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={copy}>
              {t(copied ? 'common:copied' : 'common:copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </>
  );
}
