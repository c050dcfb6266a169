import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { memo, useCallback, useEffect, useId, useRef, useState } from 'react';
import type { CSSProperties, JSX, KeyboardEvent, MouseEvent } from 'react';
import type { TrackedRun } from '../../../session/runs/types';
import { useNow } from '../../controls/use-now';
import { useMedia } from '../../frame/use-media';
import type { Column } from '../logic/columns';
import type { Row } from '../logic/rows';
import { choiceOf, toggled, useChoice, useChoose } from '../state/choice';
import { useRunActions } from '../state/use-actions';
import { useServices } from '../../context';
import { between, moved } from './grid-keys';
import type { Place } from './grid-keys';
import { GroupLine, RunLine } from './lines';
import { useWindow } from './use-window';
import styles from './RunsTable.module.css';

interface Props {
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
  readonly colours: ReadonlyMap<string, number>;
}

/** Columns that open for writing on Enter, F2 or a double click. */
const written = new Set(['name', 'group', 'tags', 'notes']);
/** As the name's distance from the left in the style sheet. */
const pickWidth = 40;

/** The runs as a grid: arrows move, Space chooses, Shift extends, Enter writes into the cell. */
export const RunsTable = memo(function RunsTable({ rows, columns, colours }: Props): JSX.Element {
  const id = useId();
  const { app } = useServices();
  const choose = useChoose();
  const actions = useRunActions();
  const now = useNow(1000);
  const selected = useChoice((choice) => choice.selected);
  const sort = useChoice((choice) => choice.sort);
  const detail = useChoice((choice) => choice.detail);
  const rowHeight = useMedia('(pointer: coarse)') ? 44 : 32;
  const grid = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>({ row: 0, column: 1 });
  const [focused, setFocused] = useState(false);
  const [editing, setEditing] = useState(false);
  const anchor = useRef<number | null>(null);
  const view = useWindow(grid, rows.length, rowHeight, rowHeight);
  const chosen = new Set(selected);
  const grouped = rows.some(({ kind }) => kind === 'group');
  const active: Place = { row: Math.min(place.row, rows.length - 1), column: Math.min(place.column, columns.length) };
  const cellId = ({ row, column }: Place): string => `${id}-${row}-${rows[row]?.kind === 'group' ? 0 : column}`;
  const activeRow = rows[active.row];
  const drawn = active.row === -1 || (active.row >= view.from && active.row < view.to);

  const runAt = (row: number): TrackedRun | null => {
    const entry = rows[row];
    return entry?.kind === 'run' ? entry.run : null;
  };
  const go = (to: Place): void => {
    setPlace(to);
    if (to.row >= 0) view.reveal(to.row);
    const run = runAt(to.row);
    if (run) choose({ detail: run.id });
  };
  const fold = (groupId: string, open?: boolean): void => {
    const closed = new Set(choiceOf(app).getState().closed);
    if (open ?? closed.has(groupId)) closed.delete(groupId);
    else closed.add(groupId);
    choose({ closed });
  };
  const sortBy = (column: Column | undefined): void => {
    if (!column) return;
    // Numbers and times are wanted from the top at first, words from A.
    const first = column.kind === 'time' || column.kind === 'star' || /:max$/.test(column.id);
    choose({ sort: { column: column.id, descending: sort.column === column.id ? !sort.descending : first } });
  };
  const pick = (ids: readonly string[]): void => choose({ selected: toggled(selected, ids) });
  const act = (at: Place): void => {
    const column = columns[at.column - 1];
    const run = runAt(at.row);
    const row = rows[at.row];
    if (at.row === -1) return at.column === 0 ? pick(rows.flatMap((entry) => (entry.kind === 'run' ? [entry.id] : []))) : sortBy(column);
    if (row?.kind === 'group') return fold(row.id);
    if (!run) return;
    if (column?.kind === 'star') actions.star([run]);
    else if (column && written.has(column.kind)) setEditing(true);
    else pick([run.id]);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== grid.current || event.altKey) return;
    const control = event.ctrlKey || event.metaKey;
    if (handled(event, control)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const handled = (event: KeyboardEvent, control: boolean): boolean => {
    const { key } = event;
    if (activeRow?.kind === 'group' && (key === 'ArrowLeft' || key === 'ArrowRight')) {
      fold(activeRow.id, key === 'ArrowRight');
      return true;
    }
    const page = Math.max(1, Math.floor((grid.current?.clientHeight ?? 0) / rowHeight) - 2);
    const to = moved(active, key, control, { rows: rows.length, columns: columns.length + 1, page });
    if (to) {
      const vertical = to.row !== active.row;
      if (event.shiftKey && vertical) {
        anchor.current ??= active.row;
        choose({ selected: between(rows.map((row) => (row.kind === 'run' ? row.id : null)), anchor.current, to.row) });
      } else anchor.current = null;
      go(to);
      return true;
    }
    const run = runAt(active.row);
    const targets = run === null ? [] : chosen.has(run.id) ? rows.flatMap((row) => (row.kind === 'run' && chosen.has(row.id) ? [row.run] : [])) : [run];
    if (control && key.toLowerCase() === 'a') choose({ selected: rows.flatMap((row) => (row.kind === 'run' ? [row.id] : [])) });
    else if (control) return false;
    else if (key === ' ') {
      if (activeRow?.kind === 'group') pick(activeRow.runs.map((each) => each.id));
      else if (run) pick([run.id]);
    } else if (key === 'Enter' || key === 'F2') act(active);
    else if (key === 's' && run) actions.star(targets);
    else if (key === 'e' && run) actions.archive(targets);
    else if (key === 'Delete' && run) actions.remove(targets);
    else return false;
    return true;
  };

  const onPress = (event: MouseEvent, at: Place): void => {
    setPlace(at);
    const row = rows[at.row];
    if (row?.kind === 'group') return fold(row.id);
    if (!row) return act(at);
    const column = columns[at.column - 1];
    if (column?.kind === 'star') return actions.star([row.run]);
    if (event.shiftKey) {
      const from = anchor.current ?? active.row;
      anchor.current = from;
      choose({ selected: between(rows.map((each) => (each.kind === 'run' ? each.id : null)), from, at.row), detail: row.id });
      return;
    }
    anchor.current = at.row;
    const several = at.column === 0 || event.ctrlKey || event.metaKey;
    choose({ detail: row.id, selected: several ? toggled(selected, [row.id]) : [row.id] });
  };
  const newest = useRef(onPress);
  useEffect(() => {
    newest.current = onPress;
  });
  const press = useCallback((event: MouseEvent, at: Place) => newest.current(event, at), []);
  const onEdit = useCallback((at: Place) => {
    setPlace(at);
    setEditing(true);
  }, []);
  const endEdit = useCallback(() => {
    setEditing(false);
    grid.current?.focus();
  }, []);
  useEffect(() => {
    if (!drawn) setEditing(false);
  }, [drawn]);

  const template = [pickWidth, ...columns.map(({ width }) => width)].map((width) => `${width}px`).join(' ');
  const style: CSSProperties & { readonly '--columns': string; readonly '--row': string } = { '--columns': template, '--row': `${rowHeight}px` };
  return (
    <div
      ref={grid}
      className={styles.grid}
      style={style}
      role={grouped ? 'treegrid' : 'grid'}
      aria-label="Runs"
      aria-multiselectable
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={drawn && rows.length > 0 ? cellId(active) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={view.measure}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={styles.row}>
          <div role="columnheader" id={cellId({ row: -1, column: 0 })} aria-colindex={1} className={styles.header} data-kind="pick" data-active={(focused && active.row === -1 && active.column === 0) || undefined} onClick={() => act({ row: -1, column: 0 })}>
            <span className="visually-hidden">Chosen</span>
          </div>
          {columns.map((column, index) => {
            const sorted = sort.column === column.id ? (sort.descending ? 'descending' : 'ascending') : undefined;
            return (
              <div
                key={column.id}
                role="columnheader"
                id={cellId({ row: -1, column: index + 1 })}
                aria-colindex={index + 2}
                aria-sort={sorted}
                className={styles.header}
                data-kind={column.kind}
                data-active={(focused && active.row === -1 && active.column === index + 1) || undefined}
                title={`Sort by ${column.title}`}
                onClick={() => sortBy(column)}
              >
                <span>{column.title}</span>
                {sorted === 'ascending' ? <ArrowUp size={12} aria-hidden /> : null}
                {sorted === 'descending' ? <ArrowDown size={12} aria-hidden /> : null}
              </div>
            );
          })}
        </div>
      </div>
      <div role="rowgroup" className={styles.body} style={{ height: rows.length * rowHeight }}>
        {rows.slice(view.from, view.to).map((row, offset) => {
          const index = view.from + offset;
          const activeColumn = focused && active.row === index ? active.column : null;
          const shared = { id, index, top: index * rowHeight, activeColumn, onPress: press };
          return row.kind === 'group' ? (
            <GroupLine key={row.id} {...shared} row={row} columns={columns.length + 1} />
          ) : (
            <RunLine
              key={row.id}
              {...shared}
              row={row}
              grouped={grouped}
              columns={columns}
              now={row.run.status === 'running' ? now : 0}
              minute={Math.floor(now / 60_000)}
              chosen={chosen.has(row.id)}
              slot={colours.get(row.id)}
              detail={detail === row.id}
              editing={editing && active.row === index ? active.column : null}
              onEdit={onEdit}
              onEdited={endEdit}
            />
          );
        })}
      </div>
    </div>
  );
});
