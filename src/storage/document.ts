/** As much of a notebook as storing it needs. Everything else in it travels as it is. */
export interface StorableCell {
  readonly id: string;
  /** Kept apart from the rest of the cell, so that typing in a cell with large outputs writes little. */
  readonly outputs?: readonly unknown[];
}
export interface StorableDocument {
  readonly cells: readonly StorableCell[];
  readonly metadata: object;
  readonly origin?: object;
}
