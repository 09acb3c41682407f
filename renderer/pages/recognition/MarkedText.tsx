import { VisuallyHidden } from '@mantine/core';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import classes from './MarkedText.module.css';
import { type FoundKind, segmentsOf } from './marks.ts';
import type { Finding } from './recognition.ts';

interface MarkedTextProps {
  text: string;
  findings: readonly Finding[];
  /** Each mark has the number that its kind has in this list. */
  kinds: readonly FoundKind[];
  label: string;
}

/** A text with what was found in it: by colour, by a line, by a number, and by name to whoever points at it or listens. */
export function MarkedText({ text, findings, kinds, label }: MarkedTextProps) {
  const names = useRecogniserText();
  return (
    <div className={classes.text} role="group" aria-label={label} tabIndex={0}>
      {segmentsOf(text, findings).map(({ start, text: part, recogniser }) =>
        recogniser === undefined ? (
          <span key={start}>{part}</span>
        ) : (
          <mark key={start} className={classes.mark} data-name={names.name(recogniser)} data-class={kinds.find((kind) => kind.recogniser === recogniser)?.dataClass} tabIndex={0}>
            {part}
            <sup aria-hidden>{kinds.findIndex((kind) => kind.recogniser === recogniser) + 1}</sup>
            <VisuallyHidden> ({names.name(recogniser)}) </VisuallyHidden>
          </mark>
        ),
      )}
    </div>
  );
}
