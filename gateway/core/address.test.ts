import { expect, it } from 'vitest';
import { isAddress, isAddressRange } from './address.ts';

it.each(['192.168.1.7', '0.0.0.0', '255.255.255.255', '::', '::1', 'fe80::1', '::ffff:10.0.0.1', '2001:DB8::7'])('takes %s for an address, alone and with a length', (address) => {
  expect([isAddress(address), isAddressRange(address), isAddressRange(`${address}/0`), isAddressRange(`${address}/32`)]).toEqual([true, true, true, true]);
});

it.each(['', 'not an ip', '300.1.1.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1::2::3', ':::', 'fe80::1%eth0', 'example.com', '1.2.3.4:80', '[::1]', 'abcd'])('takes %j for none', (text) => {
  expect([isAddress(text), isAddressRange(text), isAddressRange(`${text}/8`)]).toEqual([false, false, false]);
});

it.each(['300.1.1.1/99', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '10.0.0.0/8x'])('takes %s for no range', (text) => {
  expect(isAddressRange(text)).toBe(false);
});
