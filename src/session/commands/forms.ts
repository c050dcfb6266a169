/** Commands on the forms of code cells. */
import { hidesCode, setCodeHidden } from '../../notebook/cell-view';
import { assignParams } from '../../notebook/params/assign';
import { parseForm } from '../../notebook/params/parse';
import { isTrainerOption, trainerOptions } from '../../protocol/trainer-options';
import { cellOf, type SessionCore } from '../core';
import type { SessionCommands } from '../types';

type FormCommands = Pick<SessionCommands, 'setParams' | 'toggleCode'>;

export function formCommands(core: SessionCore): FormCommands {
  return {
    setParams(assignments) {
      const trainer = trainerOptions(assignments.filter(({ name }) => isTrainerOption(name)));
      const assigned = assignParams(core.state().notebook, assignments.filter(({ name }) => !isTrainerOption(name)));
      const problems = [trainer, assigned].flatMap((result) => (result.ok ? [] : result.error));
      if (problems.length > 0 || !trainer.ok || !assigned.ok) return problems;
      core.edit(() => assigned.value);
      if (Object.keys(trainer.value).length > 0) core.trainer = { ...core.trainer, ...trainer.value };
      return [];
    },
    toggleCode(cellId) {
      const cell = cellOf(core.state(), cellId);
      if (cell?.type !== 'code') return;
      const form = parseForm(cell.source);
      core.edit((notebook) => setCodeHidden(notebook, cellId, !hidesCode(cell, form), form));
    },
  };
}
