import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The gateway's own words, in English and folded: for whoever looks after the computer. */
export function Technical({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <details>
      <summary>{t('technical')}</summary>
      <Text size="sm" c="inherit" lang="en">
        {text}
      </Text>
    </details>
  );
}
