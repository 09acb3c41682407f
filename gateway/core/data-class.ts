/** The four data classes, lowest first. `secret` means professional secrecy. */
export const DATA_CLASSES = ['public', 'internal', 'confidential', 'secret'] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

export function isDataClass(value: unknown): value is DataClass {
  return typeof value === 'string' && (DATA_CLASSES as readonly string[]).includes(value);
}

export function classRank(dataClass: DataClass): number {
  return DATA_CLASSES.indexOf(dataClass);
}

/** The higher of the two: classes are only ever combined upwards. */
export function maxClass(a: DataClass, b: DataClass): DataClass {
  return classRank(a) >= classRank(b) ? a : b;
}
