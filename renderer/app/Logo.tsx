import { Group, Text } from '@mantine/core';
import icon from '../icon.svg';
import classes from './Shell.module.css';

export function Logo() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src={icon} alt="" width={28} height={28} />
      <Text span fw={700} fz="lg" className={classes.product}>
        Gatehouse
      </Text>
    </Group>
  );
}
