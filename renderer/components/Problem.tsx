import { Text, type TextProps } from '@mantine/core';
import type { ReactNode } from 'react';

/** What went wrong, said at once to whoever listens to the page. */
export function Problem({ children, ...text }: TextProps & { children: ReactNode }) {
  return (
    <Text role="alert" c="var(--gh-bad-text)" {...text}>
      {children}
    </Text>
  );
}
