import { Button, type ButtonProps } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Confirmation } from './ConfirmDialog.tsx';

/** Fetched when a question is asked for the first time. */
const Dialog = lazy(() => import('./ConfirmDialog.tsx'));

interface ConfirmButtonProps extends ButtonProps, Confirmation {
  children: ReactNode;
}

/** A button that asks before it acts. */
export function ConfirmButton({ children, question, consequence, confirm, destructive = false, onConfirm, ...button }: ConfirmButtonProps) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button {...button} onClick={() => setAsked(true)}>
        {children}
      </Button>
      {asked && <ConfirmDialog question={question} consequence={consequence} confirm={confirm} destructive={destructive} onConfirm={onConfirm} onClose={() => setAsked(false)} />}
    </>
  );
}

/** The question alone, for an action in a menu; render it while it is asked. */
export function ConfirmDialog(props: Confirmation & { onClose: () => void }) {
  return (
    <Suspense>
      <Dialog {...props} />
    </Suspense>
  );
}
