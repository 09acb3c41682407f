import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

/** The address of the page that was shown last. */
let shown = location.pathname;

interface PageProps {
  title: string;
  description?: string;
  /** Buttons at the title's right. */
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of every page: window title, heading that gets the focus on navigation, actions. */
export function Page({ title, description, actions, children }: PageProps) {
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
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="md">
        <div>
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
