import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './CodeField.module.css';

/** Several lines to copy; `label` names them for whoever cannot see them. */
export function CodeField({ code, label }: { code: string; label: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.frame}>
      <pre className={classes.code} tabIndex={0} aria-label={label}>
        <code>{code}</code>
      </pre>
      <CopyButton value={code} timeout={2000}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t('copied') : t('copy')}>
            <ActionIcon className={classes.copy} variant="default" size="lg" onClick={copy} aria-label={copied ? t('copied') : t('copyWhat', { what: label })}>
              {copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}
