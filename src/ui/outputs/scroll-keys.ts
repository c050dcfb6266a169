/** For a scrolling region inside a cell: arrow keys scroll it, and do not also move between cells. */
export function keepScrollKeys(event: { readonly key: string; stopPropagation(): void }): void {
  if (/^(?:Arrow|Page|Home$|End$)/.test(event.key)) event.stopPropagation();
}
