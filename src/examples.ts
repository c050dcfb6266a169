import type { ExampleEntry } from './session/environment';

/** The notebooks that ship with the app, in the order in which the start page lists them. */
const EXAMPLES: readonly Omit<ExampleEntry, 'url'>[] = [
  {
    name: 'digits',
    title: 'Handwritten digits',
    summary: 'Draw digits, train a small convolutional network on them, and watch the loss fall.',
    minutes: 2,
  },
];

export const examples = (base: string): readonly ExampleEntry[] =>
  EXAMPLES.map((example) => ({ ...example, url: new URL(`examples/${example.name}.ipynb`, base).href }));
