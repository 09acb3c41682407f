import { describe, expect, it } from 'vitest';
import { CLIENTS } from './clients/clients.ts';
import { ERRORS } from './errors.ts';
import type { Feature } from './features.ts';
import { matrix, useOffice } from './office.ts';
import { meets } from './pairs.ts';
import { PROVIDERS } from './providers.ts';

const office = useOffice();

for (const [feature, check] of Object.entries(ERRORS)) matrix(office, feature as Feature, check);

describe('What a provider cannot do is refused before anything is sent, never left out in silence', () => {
  for (const provider of PROVIDERS.filter(({ lacks }) => lacks.schema !== undefined)) {
    for (const client of CLIENTS.filter((one) => meets(one, provider) && one.lacks.schema === undefined)) {
      it(`schema: ${client.name} → ${provider.id}`, async () => {
        const mock = office.mock(provider.id);
        mock.reset();
        const open = client.open(office.gateway.url, office.key);
        const error = await open.ask({ model: `${provider.id}/the-model`, json: true }).then(() => undefined, (one: unknown) => one);
        expect(open.failure(error)).toMatchObject({ typed: true, status: 400 });
        expect(mock.requests).toHaveLength(0);
      });
    }
  }
});
