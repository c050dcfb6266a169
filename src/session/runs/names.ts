const NUMBERED = /^Run (\d+)$/;

/**
 * A name that no other run has: as wished, or with the first free number behind it. Who wished none gets the next number:
 * short, since a panel and the legends of charts have little room, and never that of a run that was deleted before a newer.
 */
export function uniqueName(wished: string, taken: ReadonlySet<string>): string {
  const base = wished.trim();
  if (base === '') return `Run ${1 + Math.max(0, ...[...taken].map((name) => Number(NUMBERED.exec(name)?.[1] ?? 0)))}`;
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base} ${count}`;
  return name;
}
