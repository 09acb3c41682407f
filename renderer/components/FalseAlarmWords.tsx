import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/errors.ts';
import { Problem } from './Problem.tsx';

const MAX_WORDS = 20_000;

interface FalseAlarmWordsProps {
  label: string;
  required?: boolean;
  value: string;
  /** Of the last try. */
  error: unknown;
  onChange: (words: string) => void;
}

/** The words that a false alarm was about, as somebody pastes them; says where they are not. */
export function FalseAlarmWords({ label, required = false, value, error, onChange }: FalseAlarmWordsProps) {
  const { t } = useTranslation('requests');
  return (
    <div>
      {/* The checking of spelling is off: browsers do it elsewhere, and nothing shall leave. */}
      <Textarea label={label} description={t('falseAlarm.wordsHint')} required={required} autosize minRows={3} maxRows={10} maxLength={MAX_WORDS} spellCheck={false} autoComplete="off" value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
      {isAboutWords(error) && (
        <Problem size="sm" mt={4}>
          {t('falseAlarm.notTheWords')}
        </Problem>
      )}
    </div>
  );
}

/** Said beside the words themselves. */
export const isAboutWords = (error: unknown): boolean => error instanceof ApiError && error.param === 'words';
