import { ANSWERS } from './answers.ts';
import type { Feature } from './features.ts';
import { matrix, useOffice } from './office.ts';

const office = useOffice();

for (const [feature, check] of Object.entries(ANSWERS)) matrix(office, feature as Feature, check);
