import { getCountries, getCountryCallingCode, Metadata } from 'libphonenumber-js/min';

/** Shape of a national number by calling code. From libphonenumber's data; matched directly, as parsing a candidate takes forty times as long. */
const shapes = new Map<string, RegExp>();
const metadata = new Metadata();
const patterns = new Map<string, Set<string>>();
for (const country of getCountries()) {
  metadata.selectNumberingPlan(country);
  // The library has it and its types leave it out.
  const plan = metadata.numberingPlan as unknown as { nationalNumberPattern(): string };
  const code: string = getCountryCallingCode(country);
  patterns.set(code, (patterns.get(code) ?? new Set()).add(plan.nationalNumberPattern()));
}
for (const [code, all] of patterns) shapes.set(code, new RegExp(`^(?:${[...all].join('|')})$`));

/** True for a number with its calling code, digits only, that libphonenumber holds for valid. */
export function validNumber(digits: string): boolean {
  for (let length = 1; length <= 3; length++) {
    const shape = shapes.get(digits.slice(0, length));
    if (shape) return shape.test(digits.slice(length));
  }
  return false;
}
