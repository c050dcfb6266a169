import type { ExampleEntry } from './session/environment';

/** The notebooks that ship with the app, in the order in which the start page lists them. */
const EXAMPLES: readonly Omit<ExampleEntry, 'url'>[] = [
  {
    name: 'digits',
    topic: 'Images',
    title: 'Handwritten digits',
    summary: 'Draw digits, train a small convolutional network on them, and watch the loss fall.',
    minutes: 2,
  },
  {
    name: 'first-principles',
    topic: 'Foundations',
    title: 'Training from first principles',
    summary: 'Variables, a gradient checked by hand, one update, then the loop: a curve found in noisy points.',
    minutes: 1,
  },
  {
    name: 'trainer-images',
    topic: 'Images',
    title: 'Classify images with a Trainer',
    summary: 'A module, a Trainer, early stopping and checkpoints on pictures that the notebook draws.',
    minutes: 1,
  },
  {
    name: 'tabular-regression',
    topic: 'Tables',
    title: 'Predict numbers from a table',
    summary: 'Columns, a baseline to beat, and a small network that beats it.',
    minutes: 1,
  },
  {
    name: 'levels-of-control',
    topic: 'Foundations',
    title: 'Levels of control',
    summary: 'One network trained four ways: fit, a Trainer, a step and a loop of your own.',
    minutes: 1,
  },
  {
    name: 'transfer-learning',
    topic: 'Images',
    title: 'Transfer learning',
    summary: 'Features learnt from many pictures, a new head for a few others, fine-tuning with rates of their own.',
    minutes: 1,
  },
  {
    name: 'text-generator',
    topic: 'Text',
    title: 'A text generator',
    summary: 'An LSTM and a small GPT learn a language of which the grammar is known, and write it.',
    minutes: 2,
  },
  {
    name: 'autoencoder',
    topic: 'Generation',
    title: 'An autoencoder and its latent space',
    summary: 'Noisy digits become eight numbers and clean digits again; walk through the space between them.',
    minutes: 1,
  },
  {
    name: 'gan',
    topic: 'Generation',
    title: 'A GAN that writes digits',
    summary: 'Two networks, two losses, two optimizers: in a loop of your own, then as a module.',
    minutes: 2,
  },
  {
    name: 'policy-gradient',
    topic: 'Reinforcement',
    title: 'Learn to balance',
    summary: 'REINFORCE with a baseline learns to hold a pole upright on a cart, from nothing but its falls.',
    minutes: 1,
  },
  {
    name: 'runs-and-charts',
    topic: 'Tools',
    title: 'Runs and charts',
    summary: 'Keep, chart and compare trainings, sweep over settings, write files for TensorBoard.',
    minutes: 1,
  },
  {
    name: 'mixed-precision',
    topic: 'Speed',
    title: 'Mixed precision',
    summary: 'What 16 bits lose, and how policies and loss scaling keep it.',
    minutes: 1,
  },
  {
    name: 'many-steps',
    topic: 'Speed',
    title: 'Many steps at once',
    summary: 'Batches made ahead, compiled steps, many of them in one call, and what they cost.',
    minutes: 1,
  },
];

export const examples = (base: string): readonly ExampleEntry[] =>
  EXAMPLES.map((example) => ({ ...example, url: new URL(`examples/${example.name}.ipynb`, base).href }));
