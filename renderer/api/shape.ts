/** As much of a JSON schema as tells the shape of an answer. */
export interface Shape {
  type?: string;
  required?: readonly string[];
  properties?: Record<string, Shape>;
  items?: Shape;
  anyOf?: readonly Shape[];
  enum?: readonly unknown[];
}

/** The shape alone. Ranges, patterns and the words of an enumeration are checked by the gateway and would double what the browser loads. */
export function shapeOf({ type, required, properties, items, anyOf, enum: words }: Shape): Shape {
  if (anyOf) return { anyOf: anyOf.map(shapeOf) };
  if (words) return { type: 'string' };
  return {
    ...(type && { type }),
    ...(required && { required }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, shape]) => [name, shapeOf(shape)])) }),
    ...(items && { items: shapeOf(items) }),
  };
}

/** Whether the value can be shown where an answer of this shape is expected. */
export function fits(shape: Shape, value: unknown): boolean {
  if (shape.anyOf) return shape.anyOf.some((one) => fits(one, value));
  if (shape.enum) return typeof value === 'string';
  switch (shape.type) {
    case undefined:
      return true;
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value) && value.every((item) => fits(shape.items ?? {}, item));
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      const known = shape.properties ?? {};
      return (shape.required ?? []).every((name) => Object.hasOwn(value, name)) && Object.entries(value).every(([name, part]) => !Object.hasOwn(known, name) || fits(known[name]!, part));
    }
    default:
      return typeof value === shape.type;
  }
}
