import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestTrain } from '../testing';
import { createRunApi } from './run-api';

beforeAll(() => tf.setBackend('cpu'));

describe('train.run', () => {
  it('begins a run with the first value, and counts its steps where none are told', () => {
    const { train, tracks } = createTestTrain();
    expect(train.run.id).toBeNull();
    train.run.log({ loss: 3, accuracy: NaN });
    train.run.log({ loss: 2 });
    train.run.log({ loss: 1 }, { step: 10, epoch: 1.5 });
    expect(tracks.seen[0]?.points).toEqual([
      { values: { loss: 3, accuracy: NaN }, step: 1, epoch: undefined },
      { values: { loss: 2 }, step: 2, epoch: undefined },
      { values: { loss: 1 }, step: 10, epoch: 1.5 },
    ]);
    train.run.finish('failed', 'diverged');
    expect(tracks.seen[0]?.end).toEqual(['failed', 'diverged']);
  });

  it('reads scalar tensors, which the caller may dispose of', async () => {
    const { train, tracks } = createTestTrain();
    const loss = tf.scalar(0.5);
    const before = tf.memory().numTensors;
    train.run.log({ loss, lr: 0.1 }, { step: 4 });
    loss.dispose();
    await tf.nextFrame();
    expect(tracks.seen[0]?.points).toEqual([
      { values: { lr: 0.1 }, step: 4, epoch: undefined },
      { values: { loss: 0.5 }, step: 4, epoch: undefined },
    ]);
    expect(tf.memory().numTensors).toBe(before - 1);
  });

  it('takes settings, names, tags and items', async () => {
    const { train, tracks } = createTestTrain();
    train.run.start({ name: 'a', group: 'sweep 1', settings: { lr: 0.1, activation: Math.tanh as never } });
    train.run.config({ units: 8, shape: [2, 3], model: tf.zeros([2, 2]) });
    train.run.tag('x', ' y ');
    train.run.image('digits', tf.zeros([2, 2]), { step: 7 });
    train.run.file('model.json');
    await tf.nextFrame();
    const [seen] = tracks.seen;
    expect(seen?.options).toEqual({ name: 'a', group: 'sweep 1', settings: { lr: 0.1, activation: 'tanh' } });
    expect(seen?.settings).toEqual([{ units: 8, shape: [2, 3], model: 'Tensor [2, 2] float32' }]);
    expect(seen?.described).toEqual([{ tags: ['x', 'y'] }]);
    expect(seen?.items.map(({ type, name, step }) => [type, name, step])).toEqual([['image', 'digits', 7], ['file', 'model.json', 0]]);
    expect(train.run.name).toBe('a');
    train.run.name = 'b';
    expect(seen?.described[1]).toEqual({ name: 'b' });
  });

  it.each<[string, (run: ReturnType<typeof createRunApi>) => void, string]>([
    ['a number', (run) => run.log(3 as never), 'train.run.log takes values by name, such as {loss: 0.3}; here is number 3'],
    ['nothing', (run) => run.log({}), 'train.run.log got no values'],
    ['a text', (run) => run.log({ loss: 'low' as never }), "'loss' of train.run.log is the text 'low'; metrics are numbers or scalar tensors. Settings go into train.run.config({…})"],
    ['a tensor of many', (run) => run.log({ loss: tf.zeros([3]) }), "'loss' of train.run.log is a tensor of shape [3]; a metric is one number: reduce it"],
    ['a step that is none', (run) => run.log({ loss: 1 }, { step: NaN }), 'step of train.run.log is a number; here is number NaN'],
    ['a list as settings', (run) => run.config([1]), 'train.run.config takes settings by name, such as {units: 128}; here is an array'],
    ['an image without a name', (run) => run.image(tf.zeros([2, 2]) as never, 1), 'train.run.image(name, …) takes a name first, as text; here is an object'],
    ['half a confusion matrix', (run) => run.confusionMatrix('c', { labels: [1] } as never), "train.run.confusionMatrix('c', …) takes {labels, predictions, classNames} or {matrix, classNames}; here is an object"],
    ['a tag that is none', (run) => run.tag(3 as never), "train.run.tag takes tags as text, such as train.run.tag('baseline'); here is number 3"],
    ['an option that is none', (run) => run.start({ tag: 'x' } as never), "option 'tag' of train.run.start not found; options are: name, settings, group, tags"],
    ['a group that is none', (run) => run.start({ group: 3 as never }), 'group of train.run.start is text; here is number 3'],
    ['an end without a run', (run) => run.finish(), 'train.run.finish() has nothing to finish'],
    ['an empty name', (run) => (run.name = ' '), "train.run.name is text; here is the text ' '"],
  ])('says what is wrong with %s, and begins no run for it', (_, call, message) => {
    const { train, tracks } = createTestTrain();
    expect(() => call(train.run)).toThrow(message);
    expect(tracks.seen).toEqual([]);
  });

  it('outside of a cell says where it belongs', () => {
    expect(() => createRunApi(tf, () => null).log({ loss: 1 })).toThrow('train.run.log is called from a cell that runs');
  });
});
