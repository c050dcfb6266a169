/** Commands on the forms of code cells. */
import { hidesCode, setCodeHidden } from '../../notebook/cell-view';
import { assignParams } from '../../notebook/params/assign';
import { parseForm } from '../../notebook/params/parse';
import { cellOf, type SessionCore } from '../core';
import type { SessionCommands } from '../types';

type FormCommands = Pick<SessionCommands, 'setParams' | 'toggleCode'>;

export function formCommands(core: SessionCore): FormCommands {
  return {
    setParams(assignments) {
      const assigned = assignParams(core.state().notebook, assignments);
      if (assigned.ok) core.edit(() => assigned.value);
      return assigned.ok ? [] : assigned.error;
    },
    toggleCode(cellId) {
      const cell = cellOf(core.state(), cellId);
      if (cell?.type !== 'code') return;
      const form = parseForm(cell.source);
      core.edit((notebook) => setCodeHidden(notebook, cellId, !hidesCode(cell, form), form));
    },
  };
}
