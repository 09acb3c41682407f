import { Group, Paper, Stack, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface CardProps {
  title: string;
  /** At the heading's right. */
  aside?: ReactNode;
  /** For a page of many small cards. */
  dense?: boolean;
  children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Card({ title, aside, dense = false, children }: CardProps) {
  const heading = useId();
  return (
    <Paper component="section" withBorder p={dense ? 'md' : 'lg'} aria-labelledby={heading}>
      <Stack gap={dense ? 'xs' : 'sm'}>
        <Group justify="space-between" gap="sm">
          <Title order={2} id={heading}>
            {title}
          </Title>
          {aside}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
