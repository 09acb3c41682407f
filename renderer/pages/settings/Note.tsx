import { Alert } from '@mantine/core';
import { type Icon, IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Note.module.css';

interface NoteProps {
  kind: 'attention' | 'bad';
  title: string;
  icon?: Icon;
  role?: 'status';
  children: ReactNode;
}

/** Something to read before going on, in the colours that the badges have. */
export function Note({ kind, title, icon: Sign = IconAlertTriangle, role, children }: NoteProps) {
  return (
    <Alert className={classes[kind]} classNames={{ title: classes.inherit, message: classes.inherit, icon: classes.inherit }} icon={<Sign size={20} aria-hidden />} title={title} {...(role && { role })}>
      {children}
    </Alert>
  );
}
