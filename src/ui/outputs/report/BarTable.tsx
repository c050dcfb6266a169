import type { JSX } from 'react';
import { bytes, milliseconds, share } from '../../../base/quantity';
import type { ReportColumn, ReportTable } from '../../../protocol/previews';
import { cx } from '../../controls/cx';
import { formatCount, formatNumber } from '../format';
import grid from '../grid.module.css';
import { keepScrollKeys } from '../scroll-keys';
import styles from './report.module.css';

/** A table whose numbers also show as bars. */
export function BarTable({ table, label, fontSize }: { readonly table: ReportTable; readonly label: string; readonly fontSize?: number | undefined }): JSX.Element {
  const largest = table.columns.map((_, at) => Math.max(...table.rows.map((row) => (typeof row[at] === 'number' ? row[at] : 0))));
  return (
    <div className={cx(grid.scroll, styles.scroll)} tabIndex={0} role="region" aria-label={label} onKeyDown={keepScrollKeys}>
      <table className={grid.table} style={{ fontSize }}>
        <thead className={styles.heads}>
          <tr>
            {table.columns.map((column, at) => (
              <th key={at} scope="col" className={cx(column.unit !== 'text' && grid.right)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {table.columns.map((column, at) => {
                const value = row[at] ?? null;
                return (
                  <td key={at} className={cx(column.unit !== 'text' && grid.right)}>
                    {column.bar && typeof value === 'number' ? <Bar part={value / (largest[at] || 1)} text={written(value, column)} /> : written(value, column)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Bar({ part, text }: { readonly part: number; readonly text: string }): JSX.Element {
  return (
    <span className={styles.measure}>
      <span className={styles.track} aria-hidden>
        <span className={styles.bar} style={{ inlineSize: `${Math.max(1, Math.min(1, part) * 100)}%` }} />
      </span>
      <span className={styles.amount}>{text}</span>
    </span>
  );
}

function written(value: string | number | null, { unit }: ReportColumn): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  switch (unit) {
    case 'ms':
      return milliseconds(value);
    case 'bytes':
      return bytes(value);
    case 'share':
      return share(value);
    case 'count':
      return formatCount(value);
    case 'number':
    case 'text':
      return formatNumber(value);
  }
}
