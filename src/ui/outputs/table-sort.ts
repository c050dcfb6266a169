import type { TablePreview } from './values';

export interface SortOrder {
  readonly column: number;
  readonly descending: boolean;
}

/** The rows with their place in the table; numbers sort as numbers, blanks and NaN last either way. */
export function sortedRows(table: TablePreview, order: SortOrder | null): readonly { readonly row: readonly string[]; readonly index: number }[] {
  const rows = table.rows.map((row, index) => ({ row, index }));
  if (!order) return rows;
  const { column, descending } = order;
  const sign = descending ? -1 : 1;
  if (table.columns[column]?.type === 'number') {
    const numberOf = ({ row }: { readonly row: readonly string[] }) => {
      const text = (row[column] ?? '').replaceAll(',', '').replace('−', '-');
      return text.trim() === '' ? NaN : Number(text);
    };
    return rows.sort((a, b) => {
      const [x, y] = [numberOf(a), numberOf(b)];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return sign * (x - y);
    });
  }
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  return rows.sort((a, b) => {
    const [x, y] = [a.row[column] ?? '', b.row[column] ?? ''];
    if (x === '' || y === '') return Number(x === '') - Number(y === '');
    return sign * compare(x, y);
  });
}
