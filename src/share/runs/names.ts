/** Names of files that runs become. */
import type { RunRecord } from './types';

/** "swift-otter.csv" of one run, "3 runs.csv" of several. */
export function downloadName(runs: readonly RunRecord[], extension: string): string {
  const [first, second] = runs;
  return first !== undefined && second === undefined ? `${fileName(first.name)}.${extension}` : `${runs.length} runs.${extension}`;
}

/** Without what Windows, macOS and Linux forbid in names; never empty. */
export function fileName(name: string): string {
  const plain = Array.from(name, (letter) => (letter < ' ' || '/\\:*?"<>|'.includes(letter) ? '-' : letter)).join('').replace(/[. ]+$/, '').trim().slice(0, 100);
  return plain === '' ? 'run' : plain;
}

/** One name for each run, all of them different. */
export function folderNames(runs: readonly RunRecord[]): string[] {
  const taken = new Set<string>();
  return runs.map((run) => {
    const plain = fileName(run.name);
    let name = plain;
    for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${plain} (${copy})`;
    taken.add(name.toLowerCase());
    return name;
  });
}
