import { expect, test } from 'vitest';
import { isTrainerOption, trainerOptions } from './trainer-options';

test('options of a Trainer are read from text, parts of one together', () => {
  const given = { 'trainer.maxEpochs': '3', 'trainer.limitBatches.train': '0.5', 'trainer.limitBatches.validation': '2', 'trainer.precision': 'mixed_float16', 'trainer.fastDevRun': 'true', 'trainer.gradientClip': '{"norm":1}', 'trainer.seed': 7 };
  expect(trainerOptions(Object.entries(given).map(([name, value]) => ({ name, value })))).toEqual({
    ok: true,
    value: { maxEpochs: 3, limitBatches: { train: 0.5, validation: 2 }, precision: 'mixed_float16', fastDevRun: true, gradientClip: { norm: 1 }, seed: 7 },
  });
});

test('a name that is no option is answered with those that are', () => {
  const wrong = ['trainer.maxEpoch', 'trainer.', 'trainer.callbacks', 'trainer.limitBatches.train.first'].map((name) => ({ name, value: '1' }));
  const result = trainerOptions(wrong);
  expect(result.ok ? [] : result.error).toEqual([
    expect.stringMatching(/^option 'trainer\.maxEpoch' not found; options are: trainer\.maxEpochs, trainer\.maxSteps,/),
    expect.stringContaining("option 'trainer.' not found"),
    "'trainer.callbacks' takes objects, which text cannot say; give the notebook a //@param field for it",
    expect.stringContaining("option 'trainer.limitBatches.train.first' not found"),
  ]);
  expect(isTrainerOption('trainer.maxEpochs')).toBe(true);
  expect(isTrainerOption('maxEpochs')).toBe(false);
});
