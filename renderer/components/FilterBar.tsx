import { Group, type GroupProps } from '@mantine/core';
import classes from './FilterBar.module.css';

/** Fields that narrow what a page shows: side by side, on a phone two in a row. */
export function FilterBar(props: GroupProps) {
  return <Group align="flex-end" gap="sm" className={classes.bar} {...props} />;
}
