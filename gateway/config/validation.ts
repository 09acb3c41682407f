import type { TLocalizedValidationError } from 'typebox/error';

/** The error to show a person: the deepest one, since a union's own error hides what is wrong inside it. */
export function firstError(errors: readonly TLocalizedValidationError[]): { path: string; message: string } {
  const unknown = errors.find(({ keyword }) => keyword === 'additionalProperties');
  if (unknown?.keyword === 'additionalProperties') {
    return { path: dotted(`${unknown.instancePath}/${unknown.params.additionalProperties[0] ?? ''}`), message: 'is not known here' };
  }
  const first = errors.find(({ keyword }) => keyword !== 'boolean') ?? errors[0];
  if (!first) return { path: '', message: 'is not valid' };
  if (first.keyword === 'required') {
    return { path: dotted(`${first.instancePath}/${first.params.requiredProperties[0] ?? ''}`), message: 'is missing' };
  }
  if (first.keyword === 'enum') {
    return { path: dotted(first.instancePath), message: `must be one of ${first.params.allowedValues.map(String).join(', ')}` };
  }
  return { path: dotted(first.instancePath), message: first.message };
}

/** `/messages/2/role` as `messages[2].role`. */
function dotted(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '');
}
