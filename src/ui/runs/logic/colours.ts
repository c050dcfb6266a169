/** Which colour each run is drawn in: its own for as long as it is on show, the first free one when it comes. */

/** Colours of `--series-1` to `--series-8`. */
export const seriesColours = 8;

/** Slots from 0; two runs share one only where more are shown than there are colours. */
export function assignColours(before: ReadonlyMap<string, number>, shown: readonly string[]): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  const uses = new Array<number>(seriesColours).fill(0);
  const take = (id: string, slot: number): void => {
    slots.set(id, slot);
    uses[slot] = (uses[slot] ?? 0) + 1;
  };
  for (const id of shown) {
    const own = before.get(id);
    if (own !== undefined) take(id, own);
  }
  for (const id of shown) if (!slots.has(id)) take(id, uses.indexOf(Math.min(...uses)));
  return slots;
}

export const colourOf = (slot: number | undefined): string => `var(--series-${(slot ?? 0) + 1})`;
