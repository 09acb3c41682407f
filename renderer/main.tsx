import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/queries.ts';
import { askAheadForOverview } from './app/ask-ahead.ts';
import { SessionGate } from './app/SessionGate.tsx';
import { Shell } from './app/Shell.tsx';
import { startSession } from './app/start-session.ts';
import { styleNonce, trustStyleTextOnly } from './app/security.ts';
import { setUpTexts } from './i18n/setup.ts';
import { cssVariables, theme } from './theme.ts';

trustStyleTextOnly();
const nonce = styleNonce();
const client = createQueryClient();
if (location.pathname === '/ui/') askAheadForOverview(client);
void startSession();
await setUpTexts();

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <Suspense>
          <SessionGate>
            <Shell />
          </SessionGate>
        </Suspense>
        <Notifications position="bottom-right" />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
