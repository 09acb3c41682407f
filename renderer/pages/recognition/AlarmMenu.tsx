import { Menu } from '@mantine/core';
import { IconBell, IconEye, IconTextPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { useNotify } from '../../components/notify.ts';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import { RowMenu } from '../../components/RowMenu.tsx';
import type { ShownWords } from './AlarmWords.tsx';
import type { Alarm } from './recognition.ts';

/** The words are fetched only when somebody asks for them, and that is written down. */
export function AlarmMenu({ of: { recogniser, mark, test }, onAdd, onShown }: { of: Alarm; onAdd: () => void; onShown: (words: ShownWords) => void }) {
  const { t } = useTranslation('recognition');
  const notify = useNotify();
  const names = useRecogniserText();
  const undo = useAction('recognition.falseAlarmRemove', ['recognition.get', 'recognition.falseAlarms']);
  const read = useAction('recognition.falseAlarmRead', ['audit.list']);
  const params = { recogniser, mark };
  const needed = test?.result !== 'unneeded';
  return (
    <RowMenu label={t('menu', { name: names.name(recogniser) })}>
      {test && (
        <Menu.Item leftSection={<IconEye size={16} aria-hidden />} onClick={() => read.mutate({ params }, { onSuccess: onShown, onError: notify.failed })}>
          {t('alarms.showWords')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconTextPlus size={16} aria-hidden />} onClick={onAdd}>
        {t(test ? 'alarms.replaceWords' : 'alarms.addWords')}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item leftSection={needed ? <IconBell size={16} aria-hidden /> : <IconTrash size={16} aria-hidden />} onClick={() => undo.mutate({ params }, { onSuccess: () => notify.done(t(needed ? 'alarms.undone' : 'alarms.removed')), onError: notify.failed })}>
        {t(needed ? 'alarms.undo' : 'alarms.remove')}
      </Menu.Item>
    </RowMenu>
  );
}
