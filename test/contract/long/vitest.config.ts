import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What `node scripts/long-clients.mjs` runs; no part of `npm test`. */
export default defineConfig({
  test: { root: resolve(import.meta.dirname, '../../..'), include: ['test/contract/long/suite.ts'], testTimeout: 120_000, hookTimeout: 120_000, reporters: ['default'] },
});
