import type { CSSProperties, JSX } from 'react';
import { useMemo } from 'react';
import { formatCount, formatNumber, plural } from './format';
import type { RendererProps } from './rendering';
import { keepScrollKeys } from './scroll-keys';
import type { TensorPreview } from './values';
import styles from './tensor.module.css';

/** A tensor: shape, type and statistics, then its pictures or its first values with heat shading. */
export function TensorCard({ value: tensor, context }: RendererProps<TensorPreview>): JSX.Element {
  const size = tensor.shape.reduce((product, length) => product * length, 1);
  const facts = [
    tensor.min === undefined ? null : (['min', formatNumber(tensor.min)] as const),
    tensor.max === undefined ? null : (['max', formatNumber(tensor.max)] as const),
    tensor.mean === undefined ? null : (['mean', formatNumber(tensor.mean)] as const),
  ].filter((fact) => fact !== null);
  return (
    <div className={styles.card} role="group" aria-label={context.label}>
      <div className={styles.head}>
        {tensor.name === undefined ? null : <span className={styles.name}>{tensor.name}</span>}
        <span className={styles.shape}>{tensor.shape.length === 0 ? 'scalar' : tensor.shape.join(' × ')}</span>
        <span className={styles.type}>{tensor.dtype}</span>
        {facts.map(([label, text]) => (
          <span key={label} className={styles.fact}>
            {label} <b>{text}</b>
          </span>
        ))}
        {tensor.nonFinite ? <span className={styles.warning}>{plural(tensor.nonFinite, 'value')} not finite</span> : null}
        {tensor.disposed ? <span className={styles.warning}>disposed since</span> : null}
      </div>
      {tensor.images && tensor.images.length > 0 ? <ImageStrip tensor={tensor} images={tensor.images} /> : null}
      {tensor.images?.length ? null : size === 0 ? (
        <p className={styles.note}>No values: one of its lengths is 0.</p>
      ) : (
        <Grid tensor={tensor} />
      )}
    </div>
  );
}

function ImageStrip({ tensor, images }: { readonly tensor: TensorPreview; readonly images: readonly string[] }): JSX.Element {
  const total = tensor.shape.length === 4 || (tensor.shape.length === 3 && images.length > 1) ? (tensor.shape[0] ?? 1) : 1;
  return (
    <>
      <ul className={styles.strip} aria-label="Pictures">
        {images.map((url, index) => (
          <li key={index}>
            <img src={url} alt={`Picture ${index}`} className={styles.picture} />
            {total > 1 ? <span className={styles.index}>{index}</span> : null}
          </li>
        ))}
      </ul>
      {total > images.length ? (
        <p className={styles.note}>
          First {formatCount(images.length)} of {plural(total, 'picture')}
        </p>
      ) : null}
    </>
  );
}

function Grid({ tensor }: { readonly tensor: TensorPreview }): JSX.Element {
  const { rows, columns, ofRows, ofColumns } = tensor.grid;
  const heat = useMemo(() => heatScale(tensor), [tensor]);
  if (tensor.shape.length === 0) return <p className={styles.scalar}>{cellText(tensor.values[0] ?? null)}</p>;
  const cut = [
    rows < ofRows ? `${formatCount(rows)} of ${plural(ofRows, 'row')}` : null,
    columns < ofColumns ? `${formatCount(columns)} of ${plural(ofColumns, 'column')}` : null,
  ].filter((part) => part !== null);
  const vector = tensor.shape.length === 1;
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Values" onKeyDown={keepScrollKeys}>
        <table className={styles.grid}>
          <thead>
            <tr>
              {vector ? null : <td />}
              {Array.from({ length: columns }, (_, column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
              {columns < ofColumns ? <td aria-hidden /> : null}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, row) => (
              <tr key={row}>
                {vector ? null : <th scope="row">{row}</th>}
                {Array.from({ length: columns }, (_, column) => {
                  const value = tensor.values[row * columns + column];
                  return value === undefined ? (
                    <td key={column} />
                  ) : (
                    <td key={column} style={heat(value)}>
                      {cellText(value)}
                    </td>
                  );
                })}
                {columns < ofColumns ? <td className={styles.etc}>…</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {cut.length > 0 ? <p className={styles.note}>First {cut.join(', ')}</p> : null}
    </>
  );
}

function cellText(value: number | string | boolean | null): string {
  if (value === null) return 'NaN';
  return typeof value === 'number' ? formatNumber(value) : String(value);
}

/** Shades by size: one hue for values of one sign, two where both occur; never so strong that the number fades. */
function heatScale(tensor: TensorPreview): (value: number | string | boolean | null) => CSSProperties | undefined {
  const numbers = tensor.values.map(Number).filter((number, index) => tensor.values[index] !== null && Number.isFinite(number));
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const reach = low < 0 && high > 0 ? Math.max(-low, high) : high - low;
  if (numbers.length < 2 || !(reach > 0)) return () => undefined;
  return (value) => {
    const number = value === null ? NaN : Number(value);
    if (!Number.isFinite(number)) return typeof value === 'string' ? undefined : { background: 'var(--warning-soft)' };
    const share = low < 0 && high > 0 ? Math.abs(number) / reach : (number - low) / reach;
    const hue = number < 0 && high > 0 ? 'var(--series-6)' : 'var(--accent)';
    return { background: `color-mix(in oklch, ${hue} ${Math.round(share * 36)}%, transparent)` };
  };
}
