/** Rows of the table. */
import Star from 'lucide-react/icons/star';
import { memo } from 'react';
import type { CSSProperties, JSX, MouseEvent } from 'react';
import type { TrackedRun } from '../../../session/runs/types';
import { agoWords, countWords } from '../../frame/words';
import { bestWords } from '../logic/best';
import { colourOf } from '../logic/colours';
import type { Column } from '../logic/columns';
import type { GroupRow, RunRow } from '../logic/rows';
import { Progress } from '../Progress';
import { StatusDot } from '../StatusDot';
import { EditCell } from './EditCell';
import type { Place } from './grid-keys';
import styles from './RunsTable.module.css';

interface Line {
  /** What ids of cells begin with. */
  readonly id: string;
  readonly index: number;
  /** CSS pixels from the first row. */
  readonly top: number;
  /** The column that the keyboard is at, in this row. */
  readonly activeColumn: number | null;
  /** The same function for as long as the table lives, as the others: else every row is drawn for each key. */
  onPress(event: MouseEvent, at: Place): void;
}

interface GroupProps extends Line {
  readonly row: GroupRow;
  readonly columns: number;
}

export function GroupLine({ id, index, top, activeColumn, onPress, row, columns }: GroupProps): JSX.Element {
  const done = row.runs.length - row.running;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={row.open}
      className={styles.group}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => onPress(event, { row: index, column: 0 })}
    >
      <div role="gridcell" id={`${id}-${index}-0`} aria-colindex={1} aria-colspan={columns} className={styles.groupCell} data-active={activeColumn !== null || undefined}>
        <span className={styles.fold} data-open={row.open || undefined} />
        <strong>{row.title}</strong>
        {row.running > 0 ? (
          <>
            <span className={styles.groupBar} role="progressbar" aria-label={`Progress of ${row.title}`} aria-valuemin={0} aria-valuemax={row.runs.length} aria-valuenow={done}>
              <span style={{ width: `${(100 * done) / row.runs.length}%` }} />
            </span>
            <span>
              {done} of {row.runs.length} done
            </span>
          </>
        ) : (
          <span>{countWords(row.runs.length, 'run')}</span>
        )}
        {row.failed > 0 ? <span className={styles.groupFailed}>{row.failed} failed</span> : null}
        {row.best ? <span className={styles.groupBest}>{bestWords(row.best, row.runs)}</span> : null}
      </div>
    </div>
  );
}

interface RunProps extends Line {
  readonly row: RunRow;
  /** The table has groups. */
  readonly grouped: boolean;
  readonly columns: readonly Column[];
  /** Milliseconds since the epoch for a run under way, else 0, so that rows at rest stay as they are. */
  readonly now: number;
  readonly minute: number;
  readonly chosen: boolean;
  readonly slot: number | undefined;
  /** Details tell of it. */
  readonly detail: boolean;
  readonly editing: number | null;
  onEdit(at: Place): void;
  onEdited(): void;
}

export const RunLine = memo(function RunLine({ id, index, top, activeColumn, onPress, row, grouped, columns, now, chosen, slot, detail, editing, onEdit, onEdited }: RunProps): JSX.Element {
  const { run } = row;
  const style: CSSProperties & { readonly '--colour': string } = { transform: `translateY(${top}px)`, '--colour': slot === undefined ? 'transparent' : colourOf(slot) };
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      {...(grouped && { 'aria-level': row.nested ? 2 : 1 })}
      aria-selected={chosen}
      className={styles.line}
      style={style}
      data-chosen={chosen || undefined}
      data-detail={detail || undefined}
      data-nested={row.nested || undefined}
      data-archived={run.archived || undefined}
    >
      <div role="gridcell" id={`${id}-${index}-0`} aria-colindex={1} className={styles.pick} data-active={activeColumn === 0 || undefined} onClick={(event) => onPress(event, { row: index, column: 0 })}>
        <span className={styles.swatch} data-shown={slot !== undefined || undefined} />
        <span className="visually-hidden">{chosen ? 'chosen' : 'not chosen'}</span>
      </div>
      {columns.map((column, at) => {
        const place = { row: index, column: at + 1 };
        const shared = {
          id: `${id}-${index}-${at + 1}`,
          'aria-colindex': at + 2,
          className: styles.cell,
          'data-kind': column.kind,
          'data-active': activeColumn === at + 1 || undefined,
        };
        if (editing === at + 1) {
          return (
            <div key={column.id} role="gridcell" {...shared}>
              <EditCell run={run} column={column} onEnd={onEdited} />
            </div>
          );
        }
        return (
          <div
            key={column.id}
            role={column.kind === 'name' ? 'rowheader' : 'gridcell'}
            {...shared}
            onClick={(event) => onPress(event, place)}
            onDoubleClick={() => (column.kind === 'name' || column.kind === 'group' || column.kind === 'tags' || column.kind === 'notes') && onEdit(place)}
          >
            <CellContent run={run} column={column} now={now === 0 ? Date.now() : now} />
          </div>
        );
      })}
    </div>
  );
});

function CellContent({ run, column, now }: { readonly run: TrackedRun; readonly column: Column; readonly now: number }): JSX.Element | string | null {
  switch (column.kind) {
    case 'star':
      return (
        <span className={styles.star} data-on={run.starred || undefined}>
          <Star size={14} aria-hidden />
          <span className="visually-hidden">{run.starred ? 'starred' : 'not starred'}</span>
        </span>
      );
    case 'status':
      return (
        <span className={styles.status} data-status={run.status} title={run.message}>
          <StatusDot status={run.status} named={false} />
          {run.status === 'running' ? <Progress run={run} brief /> : column.text(run, now)}
        </span>
      );
    case 'time':
      return <time dateTime={new Date(run.startedAt).toISOString()} title={column.text(run, now)}>{agoWords(run.startedAt, now)}</time>;
    case 'tags':
      return (
        <span className={styles.tags}>
          {run.tags.map((tag) => (
            <span key={tag}>{tag}</span>
          ))}
        </span>
      );
    case 'name':
    case 'group':
    case 'notes':
    case 'text':
    case 'number':
    case 'duration': {
      const text = column.text(run, now);
      return text === '' ? null : <span title={text}>{text}</span>;
    }
    default:
      return column.kind satisfies never;
  }
}
