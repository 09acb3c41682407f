import { Button, TextInput, type TextInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { desktop } from '../api/desktop.ts';

export interface PathInputProps extends Omit<TextInputProps, 'onChange'> {
  what: 'file' | 'folder';
  onPath: (path: string) => void;
}

/** In pixels, for the longest of four languages. */
const BUTTON_WIDTH = 116;

/** A path on the computer where Gatehouse runs: typed, or in the desktop application chosen in the system's own dialog. */
export function PathInput({ what, onPath, ...input }: PathInputProps) {
  const { t } = useTranslation('common');
  const here = desktop();
  const choose = async (): Promise<void> => {
    const path = await here?.choosePath(what);
    if (path) onPath(path);
  };
  return (
    <TextInput
      maxLength={4096}
      spellCheck={false}
      autoComplete="off"
      {...input}
      onChange={(event) => onPath(event.currentTarget.value)}
      {...(here && {
        rightSection: (
          <Button variant="subtle" size="compact-sm" onClick={() => void choose()}>
            {t('choosePath')}
          </Button>
        ),
        rightSectionWidth: BUTTON_WIDTH,
      })}
    />
  );
}
