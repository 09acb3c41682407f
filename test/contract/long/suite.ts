import { afterAll } from 'vitest';
import { ANSWERS } from '../matrix/answers.ts';
import type { Feature } from '../matrix/features.ts';
import { matrix, useOffice } from '../matrix/office.ts';
import { LONG_CLIENTS, stopLibraries } from './clients.ts';

/** Not asked: what a library has no switch for, or hides. */
const ASKED: readonly Feature[] = ['plain', 'stream', 'bounded', 'schema', 'tools', 'tools streamed', 'results', 'embeddings'];

const office = useOffice();
afterAll(stopLibraries);

for (const feature of ASKED) matrix(office, feature, ANSWERS[feature]!, LONG_CLIENTS);
