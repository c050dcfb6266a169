import type { CellRewrite, EditorService, RewriteFailure } from '../../language/editor/types';
import type { Session } from '../../session/types';

/** Puts the code cells among these in order, and says what came of it where that is not to be seen. */
export async function rewriteCells(session: Session, editor: EditorService, cellIds: readonly string[], rewrite: CellRewrite): Promise<void> {
  const { cells } = session.store.getState().notebook;
  const failures: { readonly number: number; readonly failure: RewriteFailure }[] = [];
  let changed = 0;
  for (const [index, cell] of cells.entries()) {
    if (cell.type !== 'code' || !cellIds.includes(cell.id)) continue;
    const done = await editor.rewrite(cell.id, rewrite);
    if (!done.ok) failures.push({ number: index + 1, failure: done.error });
    else if (done.value) changed++;
  }
  const [first, ...others] = failures;
  if (first) {
    const more = others.length > 0 ? ` Also cells ${others.map(({ number }) => number).join(', ')}.` : '';
    session.commands.notify({ tone: 'warning', text: `Cell ${first.number} was left as it is`, remedy: `${reasonOf(first.failure)}${more}` });
  } else if (changed === 0) {
    session.commands.notify({ tone: 'info', text: unchanged[rewrite] });
  }
}

const reasonOf = ({ message, line, column }: RewriteFailure): string =>
  line === undefined ? message : `Line ${line}, column ${column ?? 1}: ${message}`;

const unchanged: Readonly<Record<CellRewrite, string>> = {
  format: 'The code is formatted already',
  'organise-imports': 'The imports are in order already',
  'add-imports': 'No missing name can be imported',
};
