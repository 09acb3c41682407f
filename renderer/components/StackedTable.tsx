import { Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './StackedTable.module.css';

interface StackedTableProps {
  columns: readonly string[];
  /** Of the last column, which holds buttons: read out, not shown. */
  actions?: string;
  /** With a frame of its own, where it does not stand in a card. */
  framed?: boolean;
  /** Rows: `Table.Tr` with a `Table.Td` per column. */
  children: ReactNode;
}

/** A table that becomes a list of cards on a narrow screen, where the last column stands at the first one's right. */
export function StackedTable({ columns, actions, framed = false, children }: StackedTableProps) {
  return (
    <div className={framed ? classes.frame : undefined}>
      <Table verticalSpacing="sm" horizontalSpacing={framed ? 'md' : 'xs'} className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
            {actions !== undefined && (
              <Table.Th>
                <VisuallyHidden>{actions}</VisuallyHidden>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </div>
  );
}
