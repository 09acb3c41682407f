import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './Page.module.css';

/** The address of the page that was shown last. */
let shown = location.pathname;

interface PageProps {
  title: string;
  description?: string;
  /** Buttons at the title's right. */
  actions?: ReactNode;
  /** As high as the window, for a list with a scrollbar of its own: `flex: 1` gives it the rest. */
  fill?: boolean;
  children: ReactNode;
}

/** The frame of every page: window title, heading that gets the focus on navigation, actions. */
export function Page({ title, description, actions, fill = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Gatehouse`;
  }, [title]);
  useEffect(() => {
    // The first page leaves the focus at the top, where the skip link is.
    if (location.pathname !== shown) heading.current?.focus({ preventScroll: true });
    shown = location.pathname;
  }, []);
  return (
    <Stack gap="lg" className={fill ? classes.fill : undefined}>
      <Group justify="space-between" align="flex-start" gap="md">
        <div className={classes.head}>
          <Title order={1} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {description && <Text c="dimmed">{description}</Text>}
        </div>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
