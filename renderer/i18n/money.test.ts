import { expect, it } from 'vitest';
import { moneyText } from '../../gateway/core/money.ts';
import { decimalOf, plainDecimal } from './money.ts';

it.each([
  [1_000_000_000, '1', '1.000000000'],
  [1, '1', '0.000000001'],
  [1, '0.89', '0.000000001'],
  [1, '0.4', '0.000000000'],
  [9_007_199_254_740_991, '1', '9007199.254740991'],
  [9_007_199_254_740_991, '0.893', '8043428.934483705'],
  [-1_500_000_000, '2', '-3.000000000'],
  [0, '0.89', '0.000000000'],
])('%d nano-dollars at %s are %s', (nano, perUsd, amount) => {
  expect(decimalOf(nano, perUsd)).toBe(amount);
});

it('says what the gateway says of the same amount', () => {
  expect(moneyText(123_456_789, 'USD', '1')).toBe(`USD ${decimalOf(123_456_789, '1')}`);
});

it.each([
  ['12.50', '12.50'],
  ["1'000,50", '1000.50'],
  ['1 000', '1000'],
  ['1’000.5', '1000.5'],
  ['7,5', '7.5'],
  ['1,000', undefined],
  ['-5', undefined],
  ['', undefined],
  ['1.2.3', undefined],
  ['ten', undefined],
])('reads %j as %j', (text, amount) => {
  expect(plainDecimal(text)).toBe(amount);
});
