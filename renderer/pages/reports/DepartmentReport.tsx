import { useTranslation } from 'react-i18next';
import { MoneyText } from '../../components/MoneyText.tsx';
import { useGroupText } from '../../components/use-group-text.ts';
import type { Rate } from '../../i18n/money.ts';
import type { Report } from '../usage/sums.ts';
import { NumberCells, NumberHeads } from './Lines.tsx';
import { type Department, departmentsOf, type Person } from './report.ts';
import classes from './Reports.module.css';

/** Department → person or application → model. */
export function DepartmentReport({ report }: { report: Report }) {
  return departmentsOf(report).map((department) => <Part key={department.id} of={department} costCentre={report.costCentres[department.id] ?? ''} rate={report.currency} />);
}

function Part({ of: department, costCentre, rate }: { of: Department; costCentre: string; rate: Rate }) {
  const { t } = useTranslation('reports');
  const text = useGroupText();
  const name = text('team', department.id, department.name);
  return (
    <section className={classes.part} aria-label={name}>
      <h3 className={classes.name}>
        <span>
          {name} {costCentre && <span className={classes.note}>{t('costCentre', { number: costCentre })}</span>}
        </span>
        <MoneyText of={department.sums.cost} rate={rate} />
      </h3>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('column.whoModel')}</th>
            <NumberHeads />
          </tr>
        </thead>
        {department.people.map((person) => (
          <PersonRows key={person.id} of={person} rate={rate} />
        ))}
      </table>
    </section>
  );
}

function PersonRows({ of: person, rate }: { of: Person; rate: Rate }) {
  const text = useGroupText();
  return (
    <tbody>
      <tr className={classes.person}>
        <th scope="row">{text('owner', person.id, person.name)}</th>
        <NumberCells of={person.sums} rate={rate} />
      </tr>
      {person.models.map((model) => (
        <tr key={model.id}>
          <th scope="row">{text('model', model.id, model.name)}</th>
          <NumberCells of={model.sums} rate={rate} />
        </tr>
      ))}
    </tbody>
  );
}
