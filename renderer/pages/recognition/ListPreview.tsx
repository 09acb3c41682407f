import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import classes from './ListPreview.module.css';
import type { ListPreview } from './recognition.ts';

const SAMPLE = 8;

/** What of a list would be taken, and what not and why. */
export function PreviewOf({ preview: { count, sample, rejected, rejections } }: { preview: ListPreview }) {
  const { t, i18n } = useTranslation('recognition');
  const format = useFormat();
  const [open, { toggle }] = useDisclosure(false);
  const more = count - Math.min(sample.length, SAMPLE);
  const unlisted = rejected - rejections.length;
  return (
    <div className={classes.preview}>
      <Text fw={600}>{t('preview.count', { count, number: format.number(count) })}</Text>
      {count > 0 && (
        <ul className={classes.words}>
          {sample.slice(0, SAMPLE).map((word) => (
            <li key={word}>{word}</li>
          ))}
          {more > 0 && <li className={classes.more}>{t('preview.more', { number: format.number(more) })}</li>}
        </ul>
      )}
      {rejected > 0 && (
        <>
          <Text fw={600} mt={6} c="var(--gh-attention-text)">
            {t('preview.rejected', { count: rejected, number: format.number(rejected) })}
          </Text>
          <Button variant="subtle" size="compact-sm" ml={-8} aria-expanded={open} onClick={toggle}>
            {t('preview.showRejected')}
          </Button>
          {open && (
            <ul className={classes.rejected} tabIndex={0} aria-label={t('preview.showRejected')}>
              {rejections.map(({ line, text, code, reason }) => {
                const key = `rejection.${code}`;
                return (
                  <li key={`${line} ${text}`}>
                    {t('preview.line', { line: format.number(line), text })}
                    <span>{i18n.exists(key, { ns: 'recognition' }) ? t(key as ParseKeys<'recognition'>) : reason}</span>
                  </li>
                );
              })}
              {unlisted > 0 && <li>{t('preview.more', { number: format.number(unlisted) })}</li>}
            </ul>
          )}
        </>
      )}
    </div>
  );
}
