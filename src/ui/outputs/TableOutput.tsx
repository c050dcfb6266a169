import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import type { JSX } from 'react';
import { useMemo, useState } from 'react';
import { cx } from '../controls/cx';
import { formatCount, plural } from './format';
import grid from './grid.module.css';
import type { RendererProps } from './rendering';
import { keepScrollKeys } from './scroll-keys';
import { sortedRows, type SortOrder } from './table-sort';
import type { TablePreview } from './values';
import styles from './table.module.css';

/** The first rows of a table under a head that stays; a click on a column's name sorts the rows shown. */
export function TableOutput({ value: table, context }: RendererProps<TablePreview>): JSX.Element {
  const [order, setOrder] = useState<SortOrder | null>(null);
  const rows = useMemo(() => sortedRows(table, order), [table, order]);
  const next = (column: number): SortOrder | null => {
    if (order?.column !== column) return { column, descending: false };
    return order.descending ? null : { column, descending: true };
  };
  return (
    <div className={styles.frame}>
      <div className={grid.scroll} tabIndex={0} role="region" aria-label={context.label} onKeyDown={keepScrollKeys}>
        <table className={cx(grid.table, styles.table)}>
          <thead className={styles.heads}>
            <tr>
              <th scope="col" className={styles.number}>
                <span className={styles.hidden}>Row</span>
              </th>
              {table.columns.map((column, index) => {
                const sorted = order?.column === index ? (order.descending ? 'descending' : 'ascending') : undefined;
                return (
                  <th key={index} scope="col" aria-sort={sorted} className={cx(column.type === 'number' && grid.right)}>
                    <button type="button" className={styles.sort} title={column.type} onClick={() => setOrder(next(index))}>
                      {column.name === '' ? '(no name)' : column.name}
                      {sorted === 'ascending' ? <ArrowUp size={12} aria-hidden /> : null}
                      {sorted === 'descending' ? <ArrowDown size={12} aria-hidden /> : null}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, index }) => (
              <tr key={index}>
                <td className={styles.number}>{index}</td>
                {table.columns.map((column, at) => (
                  <td key={at} className={cx(column.type === 'number' && grid.right)}>
                    {row[at] ?? ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.foot}>{footer(table, order !== null)}</p>
    </div>
  );
}

function footer(table: TablePreview, sorted: boolean): string {
  const cutRows = table.rows.length < table.totalRows;
  const rows = cutRows ? `First ${formatCount(table.rows.length)} of ${plural(table.totalRows, 'row')}` : plural(table.totalRows, 'row');
  const cutColumns = table.columns.length < table.totalColumns;
  const columns = cutColumns
    ? `first ${formatCount(table.columns.length)} of ${plural(table.totalColumns, 'column')}`
    : plural(table.totalColumns, 'column');
  return `${rows}, ${columns}${sorted && cutRows ? '. Only the rows shown are sorted.' : ''}`;
}
