import { closestCenter, DndContext, type DragEndEvent, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { SortableContext, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { ActionIcon, Text, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { moved, type Note } from './alias.ts';
import classes from './Models.module.css';

interface OrderedListProps {
  values: string[];
  onChange: (values: string[]) => void;
  /** What is to be known of one of them. */
  noteOf: (value: string) => Note | undefined;
}

/** A list whose order is changed with the mouse by its handles, and with the keyboard by its buttons. */
export function OrderedList({ values, onChange, noteOf }: OrderedListProps) {
  const { t } = useTranslation('models');
  const [said, setSaid] = useState('');
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));
  const move = (from: number, to: number): void => {
    if (to < 0 || to >= values.length || from === to) return;
    onChange(moved(values, from, to));
    setSaid(t('names.moved', { name: values[from], position: to + 1 }));
  };
  const dropped = ({ active, over }: DragEndEvent): void => {
    if (over) move(values.indexOf(String(active.id)), values.indexOf(String(over.id)));
  };
  return (
    <>
      {/* The buttons are what a screen reader works with: what the library would say of the mouse is left out. */}
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={dropped} accessibility={{ announcements: SILENT, screenReaderInstructions: { draggable: '' } }}>
        <SortableContext items={values} strategy={verticalListSortingStrategy}>
          <ol className={classes.list}>
            {values.map((value, index) => (
              <Item key={value} value={value} note={noteOf(value)} index={index} last={index === values.length - 1} move={move} drop={() => onChange(values.filter((one) => one !== value))} />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <VisuallyHidden role="status">
        {said}
      </VisuallyHidden>
    </>
  );
}

const nothing = (): undefined => undefined;
const SILENT = { onDragStart: nothing, onDragMove: nothing, onDragOver: nothing, onDragEnd: nothing, onDragCancel: nothing };

function Item({ value, note, index, last, move, drop }: { value: string; note: Note | undefined; index: number; last: boolean; move: (from: number, to: number) => void; drop: () => void }) {
  const { t } = useTranslation('models');
  const { setNodeRef, setActivatorNodeRef, listeners, transform, transition } = useSortable({ id: value });
  return (
    <li ref={setNodeRef} className={classes.item} style={{ transform: transform ? `translateY(${transform.y}px)` : undefined, transition }}>
      <span ref={setActivatorNodeRef} className={classes.handle} {...listeners} aria-hidden>
        <IconGripVertical size={18} />
      </span>
      <span>
        {value}
        {note && (
          <Text span display="block" size="sm" c={note.urgent ? 'var(--gh-attention-text)' : 'dimmed'}>
            {note.text}
          </Text>
        )}
      </span>
      <ActionIcon variant="subtle" disabled={index === 0} aria-label={t('names.up', { name: value })} onClick={() => move(index, index - 1)}>
        <IconArrowUp size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="subtle" disabled={last} aria-label={t('names.down', { name: value })} onClick={() => move(index, index + 1)}>
        <IconArrowDown size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="subtle" aria-label={t('names.drop', { name: value })} onClick={drop}>
        <IconX size={18} aria-hidden />
      </ActionIcon>
    </li>
  );
}
