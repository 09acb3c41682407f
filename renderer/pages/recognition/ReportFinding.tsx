import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FalseAlarmDialog } from '../../components/FalseAlarmDialog.tsx';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import type { Finding } from './recognition.ts';

/** So many of a kind are shown to choose from. */
const VALUES_MAX = 20;

interface ReportFindingProps {
  recogniser: string;
  findings: readonly Finding[];
  texts: readonly string[];
  onReported: () => void;
  onClose: () => void;
}

/** Reports one value that was found in a text that is tried out; the sentence it stands in becomes its test case. */
export function ReportFinding({ recogniser, findings, texts, onReported, onClose }: ReportFindingProps) {
  const { t } = useTranslation('recognition');
  const names = useRecogniserText();
  const [chosen, setChosen] = useState(0);
  const values = new Map(findings.filter((finding) => finding.recogniser === recogniser).map((finding) => [texts[finding.text]!.slice(finding.start, finding.end), finding]));
  const shown = [...values].slice(0, VALUES_MAX);
  const { text, start, end } = (shown[chosen] ?? shown[0]!)[1];
  return (
    <FalseAlarmDialog what={names.name(recogniser)} finding={{ text: texts[text]!, recogniser, start, end }} words="known" note={t('try.reportNote')} onReported={onReported} onClose={onClose}>
      {shown.length > 1 && (
        <Radio.Group label={t('try.reportWhich')} value={String(chosen)} onChange={(value) => setChosen(Number(value))}>
          <Stack gap={6} mt={6}>
            {shown.map(([value], index) => (
              <Radio key={value} value={String(index)} label={value} styles={{ label: { overflowWrap: 'anywhere' } }} />
            ))}
          </Stack>
        </Radio.Group>
      )}
    </FalseAlarmDialog>
  );
}
