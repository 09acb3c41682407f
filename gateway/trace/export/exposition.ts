export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  labels?: Labels;
  value: number;
}

/** One metric in the text format of Prometheus, version 0.0.4; empty where there are no samples. */
export function exposed(name: string, help: string, type: 'counter' | 'gauge', samples: Iterable<Sample>): string {
  const lines = Array.from(samples, ({ labels, value }) => `${name}${labelText(labels)} ${numberText(value)}\n`);
  return lines.length === 0 ? '' : head(name, help, type) + lines.join('');
}

/** Counts of values up to each bound; the last one is of those above all bounds. */
export interface Distribution {
  labels: Labels;
  counts: readonly number[];
  sum: number;
}

export function exposedHistogram(name: string, help: string, bounds: readonly number[], distributions: Iterable<Distribution>): string {
  let text = '';
  for (const { labels, counts, sum } of distributions) {
    let total = 0;
    counts.forEach((count, index) => {
      total += count;
      text += `${name}_bucket${labelText({ ...labels, le: index < bounds.length ? numberText(bounds[index]!) : '+Inf' })} ${total}\n`;
    });
    text += `${name}_sum${labelText(labels)} ${numberText(sum)}\n${name}_count${labelText(labels)} ${total}\n`;
  }
  return text === '' ? '' : head(name, help, 'histogram') + text;
}

const head = (name: string, help: string, type: string): string => `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;

/** Attack: a name with a quote or a line break writes metrics of its own. */
function labelText(labels: Labels | undefined): string {
  const entries = Object.entries(labels ?? {});
  if (entries.length === 0) return '';
  return `{${entries.map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', ' ')}"`).join(',')}}`;
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
