import { readdirSync, readFileSync } from 'node:fs';

/** A little program of real TypeScript. */
export interface Snippet {
  readonly topic: string;
  readonly name: string;
  readonly text: string;
  /** Its declarations merge or must stand in one cell for another reason. */
  readonly isWhole: boolean;
}

/**
 * All snippets. A file of the folder holds many, each under a line `//// what it shows`; `[whole]` at that line's end
 * keeps it in one cell. They are texts of cells, no modules of the app: names repeat, and types are erased unchecked.
 */
export function readSnippets(): readonly Snippet[] {
  const folder = new URL('./snippets/', import.meta.url);
  return readdirSync(folder)
    .sort()
    .flatMap((file) =>
      readFileSync(new URL(file, folder), 'utf8')
        .split(/^\/\/\/\/ /m)
        .slice(1)
        .map((part) => {
          const [head = '', ...lines] = part.split('\n');
          const name = head.replace(/ \[whole\]$/, '');
          return { topic: file.replace(/\.ts$/, ''), name, text: lines.join('\n').trim(), isWhole: name !== head };
        }),
    );
}
