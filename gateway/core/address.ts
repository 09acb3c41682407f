const IPV4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/;

/** Bits of the address of a computer; 0 where it is none. */
function bitsOf(address: string): 0 | 32 | 128 {
  if (IPV4.test(address)) return 32;
  return address.includes(':') && /^[0-9A-Fa-f:.]+$/.test(address) && URL.canParse(`http://[${address}]/`) ? 128 : 0;
}

/** `192.168.1.7` or `2001:db8::7`; not a name. */
export function isAddress(text: string): boolean {
  return bitsOf(text) > 0;
}

/** An address, or a range of them as `192.168.1.0/24`. */
export function isAddressRange(text: string): boolean {
  const [net = '', bits, ...more] = text.split('/');
  return isAddress(net) && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsOf(net)));
}
