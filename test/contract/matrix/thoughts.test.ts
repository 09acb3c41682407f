import type { Feature } from './features.ts';
import { matrix, useOffice } from './office.ts';
import { THOUGHTS_BACK } from './thoughts.ts';

const office = useOffice();

for (const [feature, check] of Object.entries(THOUGHTS_BACK)) matrix(office, feature as Feature, check);
