import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { runCells } from './cells-run';
import { runModule } from './module-run';
import { writeScript } from './random-script';

/** Random programs cut into cells; shown as a reader would write them down. */
class CutScript {
  readonly cells: readonly string[];
  readonly names: readonly string[];

  constructor(items: readonly (readonly number[])[], cuts: readonly boolean[]) {
    const { statements, names } = writeScript(items);
    const cells: string[] = [];
    statements.forEach((statement, at) => {
      if (at === 0 || (cuts[at % Math.max(cuts.length, 1)] ?? true)) cells.push(statement);
      else cells.push(`${cells.pop() ?? ''}\n${statement}`);
    });
    this.cells = cells;
    this.names = names;
  }

  get whole(): string {
    return this.cells.join('\n');
  }

  [fc.toStringMethod](): string {
    return `\n${this.cells.join('\n│\n')}\n`;
  }
}

const scripts = fc
  .tuple(
    fc.array(fc.array(fc.nat({ max: 5039 }), { maxLength: 40, size: 'max' }), { minLength: 1, maxLength: 12, size: 'max' }),
    fc.array(fc.boolean(), { maxLength: 8 }),
  )
  .map(([items, cuts]) => new CutScript(items, cuts));

test('a program cut into cells anywhere ends with the values and the log of the module it is', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async ({ cells, names, whole }) => {
      const expected = await runModule(whole, names);
      expect(expected.thrown).toBeNull();
      const { value: _, ...ours } = await runCells(cells, names);
      const { value: __, ...theirs } = expected;
      expect(ours).toEqual(theirs);
    }),
    { seed: 20_260, numRuns: 200 },
  );
});
