import { expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { memoryOf } from './memory.ts';

const model = (name: string, sizeBytes: number) => ({ name, digest: name, sizeBytes, capabilities: {} });

it('is what Ollama says of a loaded model, and an estimate by its size of the others', () => {
  const rows: JsonObject[] = [{ name: 'a:1b', size: 3_000, size_vram: 1_000 }, { name: 'b:1b', size: 500 }, { name: 'gone:1b', size: 9 }];
  expect(memoryOf([model('a:1b', 1_000), model('b:1b', 400), model('c:1b', 1_000)], rows)).toEqual([
    { name: 'a:1b', loaded: true, bytes: 3_000, graphicsBytes: 1_000 },
    { name: 'b:1b', loaded: true, bytes: 500, graphicsBytes: 0 },
    { name: 'c:1b', loaded: false, bytes: 1_250, graphicsBytes: 0 },
  ]);
});

it('takes a row that says nothing for a model that is not loaded', () => {
  expect(memoryOf([model('a:1b', 1_000)], [{ name: 'a:1b' }, { size: 7 }])).toEqual([{ name: 'a:1b', loaded: false, bytes: 1_250, graphicsBytes: 0 }]);
});
