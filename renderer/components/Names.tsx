import { Fragment } from 'react';
import classes from './Names.module.css';

/** Names one after the other, each in one piece where there is room: those of models have hyphens, at which a line would break. */
export function Names({ of: names, between = ', ' }: { of: readonly string[]; between?: string }) {
  return names.map((name, index) => (
    <Fragment key={name}>
      <span className={classes.name}>{name}</span>
      {index < names.length - 1 && between}
    </Fragment>
  ));
}
