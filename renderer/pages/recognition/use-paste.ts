import { type ClipboardEvent, useState } from 'react';

interface Paste {
  /** The last paste was refused; what is in the field is as it was. */
  tooLong: boolean;
  onPaste(event: ClipboardEvent<HTMLTextAreaElement>): void;
  onTyped(): void;
}

/** Refuses a paste that the field cannot take as a whole: `maxLength` cuts the rest off without a word. */
export function usePaste(most: number): Paste {
  const [tooLong, setTooLong] = useState(false);
  return {
    tooLong,
    onPaste(event) {
      const { value, selectionStart, selectionEnd } = event.currentTarget;
      const over = value.length - (selectionEnd - selectionStart) + event.clipboardData.getData('text/plain').length > most;
      setTooLong(over);
      if (over) event.preventDefault();
    },
    onTyped: () => setTooLong(false),
  };
}
