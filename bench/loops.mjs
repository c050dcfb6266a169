/**
 * What the guards that let a stop reach loops and calls cost: cells as they are compiled against the same rewritten
 * code without guards, and against the plain JavaScript that TypeScript makes of them.
 */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { runnerImport } from 'vite';
import { withWorkers } from './harness/chromium.mjs';
import { alternate, median, report } from './harness/report.mjs';
import { programs } from './loops/programs.mjs';

const noGuards = { loop: () => '', call: () => '', counter: () => '' };

/** @param {{ quick: boolean }} options */
export default async function loops({ quick }) {
  const { module } = await runnerImport(fileURLToPath(new URL('../src/language/compile/compile.ts', import.meta.url)), { configFile: false, logLevel: 'error' });
  /** @param {string} text @param {object} [options] */
  const compiled = (text, options = {}) => {
    const program = module.compileCell(ts, text, { cellId: 'bench', ...options });
    if (!program.ok) throw new Error(program.error.message);
    return program.value;
  };
  await withWorkers({ cells: fileURLToPath(new URL('loops/cells.ts', import.meta.url)) }, async (start) => {
    const worker = await start('cells');
    const rows = [];
    /** @type {Record<string, number>} */
    const ratios = {};
    /** @type {Record<string, number>} */
    const figures = {};
    for (const [name, text] of Object.entries(programs)) {
      const sides = {
        guarded: ['cell', compiled(text)],
        unguarded: ['cell', compiled(text, { guards: noGuards })],
        plain: ['plain', plainFunction(text)],
      };
      const values = new Set();
      const measures = Object.fromEntries(
        Object.entries(sides).map(([side, [call, program]]) => [
          side,
          async () => {
            const { ms, value } = await worker.ask(String(call), program);
            values.add(value);
            return ms;
          },
        ]),
      );
      for (const measure of Object.values(measures)) await measure();
      const { guarded = [], unguarded = [], plain = [] } = await alternate(measures, quick ? 7 : 21);
      if (values.size !== 1) throw new Error(`${name}: the sides disagree: ${[...values].join(', ')}`);
      const cost = median(guarded) / median(unguarded);
      ratios[`${name} vs unguarded`] = cost;
      ratios[`${name} vs plain`] = median(guarded) / median(plain);
      figures[`${name} ms`] = median(guarded);
      rows.push({
        program: name,
        'cell ms': median(guarded).toFixed(1),
        'without guards ms': median(unguarded).toFixed(1),
        'plain ms': median(plain).toFixed(1),
        'cost of guards': `${cost.toFixed(2)}×`,
        'cost of all': `${(median(guarded) / median(plain)).toFixed(2)}×`,
      });
    }
    const costs = Object.entries(ratios).flatMap(([name, ratio]) => (name.endsWith('vs unguarded') ? [ratio] : []));
    figures['median cost of guards'] = median(costs);
    figures['worst cost of guards'] = Math.max(...costs);
    report('loops', { rows, ratios, figures });
  });
}

/** The text as one strict async function that returns its last line's value. @param {string} text */
function plainFunction(text) {
  const lines = text.trimEnd().split('\n');
  const body = [...lines.slice(0, -1), `return ${lines.at(-1)}`].join('\n');
  return ts.transpile(`(async function () {"use strict";${body}\n})`, { target: ts.ScriptTarget.ES2022, removeComments: true });
}
