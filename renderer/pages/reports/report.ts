import { type Cell, csvRows } from '../../../gateway/core/csv.ts';
import { decimalOf, type Rate } from '../../i18n/money.ts';
import { groupsOf, type Report, type Row, type Sums } from '../usage/sums.ts';

/** Somebody of a department, with the models that they used. */
export interface Person {
  id: string;
  name: string;
  sums: Sums;
  models: { id: string; name: string; sums: Sums }[];
}

export interface Department {
  id: string;
  name: string;
  sums: Sums;
  people: Person[];
}

export const BY = 'team,owner,model';

const of = (rows: readonly Row[], dimension: string, id: string): Row[] => rows.filter(({ groups }) => (groups[dimension] ?? '') === id);

/** Department → person or application → model: departments by name, what belongs to none last; the rest by cost. */
export function departmentsOf({ rows }: Pick<Report, 'rows'>): Department[] {
  return groupsOf(rows, 'team', 'cost')
    .sort((a, b) => Number(a.id === '') - Number(b.id === '') || a.name.localeCompare(b.name))
    .map((team) => {
      const own = of(rows, 'team', team.id);
      return { ...team, people: groupsOf(own, 'owner', 'cost').map((person) => ({ ...person, models: groupsOf(of(own, 'owner', person.id), 'model', 'cost') })) };
    });
}

/** Tags of one kind: `feature:letters` and `feature:search` are of the kind `feature`; those without a colon are of none. */
export interface TagKind {
  kind: string;
  tags: { id: string; name: string; sums: Sums }[];
}

export function tagKindsOf({ rows }: Pick<Report, 'rows'>): TagKind[] {
  const kinds = new Map<string, TagKind>();
  for (const { id, sums } of groupsOf(rows, 'tag', 'cost')) {
    const colon = id.indexOf(':');
    const kind = colon > 0 ? id.slice(0, colon) : '';
    const found = kinds.get(kind) ?? { kind, tags: [] };
    found.tags.push({ id, name: colon > 0 ? id.slice(colon + 1) : id, sums });
    kinds.set(kind, found);
  }
  return [...kinds.values()].sort((a, b) => Number(a.kind === '') - Number(b.kind === '') || a.kind.localeCompare(b.kind));
}

/** Numbers of a line: requests, tokens, the cost in the office's currency and in nano-dollars, and what is not sure of it. */
function numbers(sums: Sums, { perUsd }: Rate): Cell[] {
  return [sums.requests, sums.promptTokens, sums.completionTokens, decimalOf(sums.cost, perUsd), sums.cost, sums.unpriced, sums.estimated];
}

/** The report as CSV; `head` names its eleven columns. Whole numbers and decimal points, whatever the language. */
export function departmentCsv(departments: readonly Department[], { head, month, rate, costCentre, text }: CsvWords): string {
  const rows = departments.flatMap((department) =>
    department.people.flatMap((person) =>
      person.models.map((model) => [month, text('team', department.id, department.name), costCentre(department.id), text('owner', person.id, person.name), text('model', model.id, model.name), ...numbers(model.sums, rate)]),
    ),
  );
  return csvRows([head, ...rows]);
}

export interface CsvWords {
  head: string[];
  /** `2026-11` */
  month: string;
  rate: Rate;
  costCentre(team: string): string;
  text(dimension: string, id: string, name: string): string;
}

/** The same by tag. */
export function tagCsv({ rows }: Pick<Report, 'rows'>, { head, month, rate, text }: Omit<CsvWords, 'costCentre'>): string {
  return csvRows([head, ...groupsOf(rows, 'tag', 'cost').map(({ id, sums }) => [month, text('tag', id, id), ...numbers(sums, rate)])]);
}
