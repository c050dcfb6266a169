/** The texts of `globals/*.d.ts`: the public types of the names every cell has. */
const texts = import.meta.glob<string>('../globals/*.d.ts', { query: '?raw', import: 'default', eager: true });

export const globalDeclarations: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(texts).map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text]),
);
