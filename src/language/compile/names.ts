/** Names that compiled code uses for itself; the prefix occurs nowhere in the cell, so no name of the user's can clash. */
export interface OwnNames {
  /** The binding of a top-level name. */
  binding(name: string): string;
  /** The run: first parameter of the compiled cell. */
  readonly run: string;
  /** The compiled cell itself, as stacks show it. */
  readonly cell: string;
  /** Values of run names. */
  readonly runNames: string;
  readonly stop: string;
  readonly flag: string;
  readonly scratch: string;
  /** Counts turns of loops, one in each function. */
  readonly turns: string;
  /** Counts calls, one for the cell. */
  readonly calls: string;
  /** What a `catch` clause without a plain parameter caught. */
  readonly caught: string;
}

export function ownNames(js: string): OwnNames {
  let prefix = '$';
  while (js.includes(prefix)) prefix += '$';
  // No identifier begins with a digit, so these differ from every binding's name.
  return {
    binding: (name) => prefix + name,
    run: `${prefix}0_run`,
    cell: `${prefix}0_cell`,
    runNames: `${prefix}0_names`,
    stop: `${prefix}0_stop`,
    flag: `${prefix}0_flag`,
    scratch: `${prefix}0_scratch`,
    turns: `${prefix}0_turns`,
    calls: `${prefix}0_calls`,
    caught: `${prefix}0_caught`,
  };
}
