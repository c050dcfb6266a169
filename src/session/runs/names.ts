/** A name that no other run has: as wished, or with the first free number behind it. */
export function uniqueName(wished: string, taken: ReadonlySet<string>): string {
  const base = wished.trim() === '' ? 'Run' : wished.trim();
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base} ${count}`;
  return name;
}
