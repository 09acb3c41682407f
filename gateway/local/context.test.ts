import { describe, expect, it } from 'vitest';
import { chooseNumCtx } from './context.ts';

describe('chooseNumCtx', () => {
  it.each([
    [10, 100, 131_072, 0, 4_096],
    [4_000, 96, 131_072, 0, 4_096],
    [4_000, 97, 131_072, 0, 8_192],
    [20_000, 1_000, 131_072, 0, 32_768],
    [10, 10, 2_048, 0, 2_048],
    [300, 0, 512, 0, 512],
    [5_000, 4_000, 8_192, 0, 8_192],
    [39_000, 5_000, 40_960, 0, 40_960],
  ])('prompt %i + answer %i, limit %i, loaded %i → %i', (prompt, output, limit, loaded, expected) => {
    expect(chooseNumCtx(limit, { prompt, output }, loaded)).toBe(expected);
  });

  it('never asks for less than what is loaded, which would load the model anew', () => {
    expect(chooseNumCtx(131_072, { prompt: 10, output: 10 }, 16_384)).toBe(16_384);
    expect(chooseNumCtx(131_072, { prompt: 20_000, output: 10 }, 16_384)).toBe(32_768);
  });

  it('says both numbers where the prompt certainly cannot fit; leaves the doubtful ones, whose count is an estimate, to Ollama', () => {
    expect(() => chooseNumCtx(2_048, { prompt: 16_385, output: 1 })).toThrow(expect.objectContaining({ code: 'context_length_exceeded', message: expect.stringMatching(/16385.*2048/) }));
    expect(chooseNumCtx(2_048, { prompt: 16_384, output: 500 })).toBe(2_048);
  });
});
