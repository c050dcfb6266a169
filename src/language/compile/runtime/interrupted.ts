/** Thrown into a cell that the reader stopped. Compiled `catch` clauses pass it on; `finally` blocks run. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor() {
    super('The cell was stopped');
  }
}
