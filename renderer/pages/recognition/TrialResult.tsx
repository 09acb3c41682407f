import { Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { FoundKinds } from './FoundKinds.tsx';
import { MarkedText } from './MarkedText.tsx';
import { kindsOf, SHOWN_MAX, shownTexts } from './marks.ts';
import { ReportFinding } from './ReportFinding.tsx';
import classes from './TryIt.module.css';
import type { Trial } from './recognition.ts';

interface TrialResultProps {
  trial: Trial;
  ofFile: boolean;
  /** A finding was reported as a false alarm: what is found has changed. */
  onReported: () => void;
}

export function TrialResult({ trial, ofFile, onReported }: TrialResultProps) {
  const { t } = useTranslation('recognition');
  const [reported, setReported] = useState<string>();
  const { dataClass, findings, texts, unreadable, more, pseudonymised } = trial;
  const kinds = kindsOf(findings);
  const { texts: shown, cut: left } = shownTexts(texts, findings);
  const cut = more || left || shown.some(({ text }) => text.length > SHOWN_MAX);
  return (
    <Stack gap="md">
      <div role="status">
        <Group gap="xs">
          <Text fw={600}>{t('try.countsAs')}</Text>
          <ClassBadge dataClass={dataClass} />
        </Group>
        {kinds.length === 0 && <Text c="dimmed">{t('try.nothing')}</Text>}
      </div>
      {unreadable && (
        <Text role="note" className={classes.unreadable}>
          {t('try.unreadable')}
        </Text>
      )}
      {kinds.length > 0 && (
        <section aria-label={t('try.found')}>
          <FoundKinds kinds={kinds} reached={dataClass} onReport={setReported} />
        </section>
      )}
      {kinds.some(({ recogniser }) => recogniser === reported) && <ReportFinding recogniser={reported!} findings={findings} texts={texts} onReported={onReported} onClose={() => setReported(undefined)} />}
      {(kinds.length > 0 || ofFile) && shown.map(({ text, index }) => <MarkedText key={index} text={text} findings={findings.filter((finding) => finding.text === index)} kinds={kinds} label={t('try.marked')} />)}
      {cut && (
        <Text size="sm" c="dimmed">
          {t('try.more')}
        </Text>
      )}
      {kinds.length > 0 && (
        <section aria-label={t('try.asSent')}>
          <Title order={2} size="h3" mb={6}>
            {t('try.asSent')}
          </Title>
          {pseudonymised === undefined ? <Text>{t(ofFile ? 'try.fileNotSent' : 'try.notSent')}</Text> : <AsSent text={pseudonymised} />}
        </section>
      )}
    </Stack>
  );
}

/** Stand-ins as they are written: `<PERSON_1>`. */
const STAND_IN = /(<[A-Z][A-Z_]*_\d+>)/;

function AsSent({ text }: { text: string }) {
  const { t } = useTranslation('recognition');
  return (
    <div className={classes.sent} role="group" aria-label={t('try.asSent')} tabIndex={0}>
      {text
        .slice(0, SHOWN_MAX)
        .split(STAND_IN)
        .map((part, index) => (index % 2 === 1 ? <strong key={index}>{part}</strong> : <span key={index}>{part}</span>))}
    </div>
  );
}
