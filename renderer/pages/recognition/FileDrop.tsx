import { FileButton, Button, Group, Text } from '@mantine/core';
import { IconFile, IconUpload, IconX } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTextFile } from '../../../gateway/core/text-file.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './FileDrop.module.css';
import { Problem } from '../../components/Problem.tsx';

export interface DroppedFile {
  name: string;
  /** Its bytes in base64. */
  data: string;
}

/** What the admin API takes in one field, in bytes of a file. */
const MAX_BYTES = 14_000_000;

interface FileDropProps {
  file: DroppedFile | undefined;
  /** As an `accept` attribute; absent: any. */
  accept?: string;
  /** Refuses what is no text, however it is called. */
  textOnly?: boolean;
  onFile: (file: DroppedFile | undefined) => void;
}

/** A file by button or by dropping it. It is read here and goes nowhere by itself. */
export function FileDrop({ file, accept, textOnly = false, onFile }: FileDropProps) {
  const { t } = useTranslation('recognition');
  const format = useFormat();
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<string>();
  const read = async (chosen: File): Promise<void> => {
    if (textOnly && !isTextFile(new Uint8Array(await chosen.arrayBuffer()))) setProblem(t('file.noText'));
    else onFile({ name: chosen.name, data: await base64Of(chosen) });
  };
  const take = (chosen: File | null | undefined): void => {
    if (!chosen) return;
    setProblem(undefined);
    if (chosen.size > MAX_BYTES) setProblem(t('file.tooLarge', { size: format.bytes(MAX_BYTES) }));
    else read(chosen).catch(() => setProblem(t('file.unreadable')));
  };
  const drag = (inside: boolean) => (event: DragEvent): void => {
    event.preventDefault();
    setOver(inside);
  };
  const drop = (event: DragEvent): void => {
    drag(false)(event);
    take(event.dataTransfer.files[0]);
  };
  return (
    <div className={classes.area} data-over={over || undefined} onDragOver={drag(true)} onDragLeave={drag(false)} onDrop={drop}>
      {file ? (
        <Group gap="sm" justify="space-between" wrap="nowrap">
          <Group gap={8} wrap="nowrap" className={classes.file}>
            <IconFile size={18} aria-hidden />
            <Text className={classes.file}>{t('try.file', { name: file.name })}</Text>
          </Group>
          <Button variant="subtle" size="compact-sm" leftSection={<IconX size={14} aria-hidden />} onClick={() => onFile(undefined)}>
            {t('try.removeFile')}
          </Button>
        </Group>
      ) : (
        <Group gap="sm">
          <FileButton onChange={take} {...(accept !== undefined && { accept })}>
            {(props) => (
              <Button variant="default" size="xs" leftSection={<IconUpload size={14} aria-hidden />} {...props}>
                {t('file.choose')}
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            {t('file.drop')}
          </Text>
        </Group>
      )}
      {problem && <Problem>{problem}</Problem>}
    </div>
  );
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const url = String(reader.result);
      resolve(url.slice(url.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')));
    reader.readAsDataURL(file);
  });
}
