/** What to do about errors whose cause is plain from their words. */

const REMEDIES: readonly { readonly when: RegExp; readonly say: (match: RegExpExecArray, declared: boolean) => string }[] = [
  {
    when: /^KernelDied: /,
    say: () => 'A new kernel takes its place and runs nothing by itself. Use smaller batches or keep less in memory, and run the cells you need again.',
  },
  {
    when: /^Kernel(?:Terminated|Restarted): /,
    say: () => 'A new kernel takes its place and runs nothing by itself. Run the cells you need again.',
  },
  {
    when: /^ReferenceError: (\S+) is not defined/,
    say: (match, declared) =>
      declared
        ? `A cell of this notebook declares ${match[1]}. Run that cell first.`
        : `No cell declares ${match[1]}. Check the spelling, or declare it in a cell above.`,
  },
  {
    when: /^ReferenceError: Cannot access '(.+?)' before initialization/,
    say: (match) => `${match[1]} is declared further down. Move its declaration above this line.`,
  },
  {
    when: /^TypeError: Assignment to constant variable/,
    say: () => 'A name declared with const keeps its value. Declare it with let to change it.',
  },
  {
    when: /tensor is disposed|Tensor is disposed/i,
    say: () => 'The tensor was freed by dispose() or tf.tidy(). Return it from the tidy, or keep it with tf.keep().',
  },
  {
    when: /out of memory|Array buffer allocation failed|memory access out of bounds/i,
    say: () => 'Use smaller batches, free tensors with tf.tidy(), or restart the kernel from the Runtime menu.',
  },
  {
    when: /(?:data type|dtype) float64/i,
    say: () => 'No device computes in float64. Use float32: subtract the mean of large numbers first, and keep sums small.',
  },
  {
    when: /values passed to tensor\(values\) must be|tensor\d[dD]\(\) requires values to be/,
    say: () => 'Give nested arrays of numbers, or a Float32Array or Int32Array: of a Float64Array make one by Float32Array.from(values). No device computes in float64.',
  },
  {
    when: /Failed to fetch|NetworkError when attempting to fetch/,
    say: () => 'The address did not answer, or its server does not allow other sites to read it. Upload the file instead.',
  },
];

/** The remedy for an error, or null where its words do not give one away. `sources` are the notebook's code cells. */
export function remedyFor(name: string, message: string, sources: readonly string[]): string | null {
  for (const { when, say } of REMEDIES) {
    const match = when.exec(`${name}: ${message}`);
    if (match) return say(match, match[1] !== undefined && sources.some((source) => declares(source, match[1] ?? '')));
  }
  return null;
}

function declares(source: string, name: string): boolean {
  const escaped = name.replace(/[$.*+?^{}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?:\\b(?:const|let|var|function|class|enum|import)\\b[^=;\\n]*?)(?<![\\w$])${escaped}(?![\\w$])`).test(source);
}
