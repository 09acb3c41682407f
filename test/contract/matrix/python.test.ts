import { afterAll } from 'vitest';
import { needs } from '../../support/needs.ts';
import { ANSWERS } from './answers.ts';
import { PYTHON_CLIENTS, stopPython } from './clients/python.ts';
import { ERRORS } from './errors.ts';
import type { Feature } from './features.ts';
import { matrix, useOffice } from './office.ts';
import { THOUGHTS_BACK } from './thoughts.ts';

needs('python')('The clients of PyPI', () => {
  const office = useOffice();
  afterAll(stopPython);

  for (const [feature, check] of Object.entries({ ...ANSWERS, ...THOUGHTS_BACK, ...ERRORS })) matrix(office, feature as Feature, check, PYTHON_CLIENTS);
});
