import type { ReactNode } from 'react';
import classes from './Request.module.css';

export function Values({ of }: { of: Record<string, ReactNode> }) {
  return (
    <dl className={classes.values}>
      {Object.entries(of).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
