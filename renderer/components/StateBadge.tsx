import { IconAlertTriangle, IconBell, IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import classes from './badges.module.css';

const SIGNS = { good: IconCircleCheck, attention: IconAlertTriangle, bad: IconCircleX, told: IconBell, unknown: IconCircleDashed } as const;

/** How something is, in a word or two. */
export function StateBadge({ state, label }: { state: keyof typeof SIGNS; label: string }) {
  const Sign = SIGNS[state];
  return (
    <span className={classes.badge} data-state={state}>
      <Sign size={14} aria-hidden />
      {label}
    </span>
  );
}
