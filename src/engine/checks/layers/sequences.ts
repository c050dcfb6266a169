/** Recurrent layers and their wrappers against the recurrences written out. */
import type { TensorFlow } from '../../api';
import type { LayerCheck, Values } from './check';
import { applied, gives, values, waves } from './check';
import type { RecurrentWeights } from './reference';
import { backwards, lastStep, recurrent } from './reference';

const [BATCH, STEPS, FEATURES, UNITS] = [2, 4, 3, 2];
const x = waves(BATCH, STEPS, FEATURES);

const weightsOf = (gates: number): RecurrentWeights => [waves(FEATURES, gates * UNITS), waves(UNITS, gates * UNITS), waves(gates * UNITS)];

const KINDS = {
  simple: { gates: 1, make: (tf: TensorFlow, more: object) => tf.layers.simpleRNN({ units: UNITS, ...more }) },
  gru: { gates: 3, make: (tf: TensorFlow, more: object) => tf.layers.gru({ units: UNITS, ...more }) },
  lstm: { gates: 4, make: (tf: TensorFlow, more: object) => tf.layers.lstm({ units: UNITS, ...more }) },
} as const;

const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((kind): LayerCheck[] => {
  const { gates, make } = KINDS[kind];
  const weights = weightsOf(gates);
  const all = recurrent(kind, x, weights);
  return [
    gives(`${kind}, every step`, (tf) => applied(tf, make(tf, { returnSequences: true }), x, weights), all),
    gives(`${kind}, the last step`, (tf) => applied(tf, make(tf, {}), x, weights), lastStep(all)),
    gives(`${kind}, backwards`, (tf) => applied(tf, make(tf, { goBackwards: true }), x, weights), lastStep(recurrent(kind, backwards(x), weights))),
  ];
});

const lstm = weightsOf(4);
const forwards = recurrent('lstm', x, lstm);
const reversed = backwards(recurrent('lstm', backwards(x), lstm));

/** Side by side along the last axis. */
function joined(a: Values, b: Values): Values {
  const width = a.shape.at(-1) ?? 0;
  const data = Array.from({ length: 2 * a.data.length }, (_, index) => {
    const [row, column] = [Math.floor(index / (2 * width)), index % (2 * width)];
    return (column < width ? a.data[row * width + column] : b.data[row * width + column - width]) ?? NaN;
  });
  return values([...a.shape.slice(0, -1), 2 * width], data);
}

/** The second step is all zeros, which masking leaves out. */
const gapped = values(x.shape, Array.from(x.data, (value, index) => (Math.floor(index / FEATURES) % STEPS === 1 ? 0 : value)));
const cells = [weightsOf(1), [waves(UNITS, UNITS), waves(UNITS, UNITS), waves(UNITS)]] as const;

export const SEQUENCES: readonly LayerCheck[] = [
  ...kinds,
  gives(
    'bidirectional, concatenated',
    (tf) => applied(tf, tf.layers.bidirectional({ layer: tf.layers.lstm({ units: UNITS, returnSequences: true }), mergeMode: 'concat' }), x, [...lstm, ...lstm]),
    joined(forwards, reversed),
  ),
  gives(
    'bidirectional, summed',
    (tf) => applied(tf, tf.layers.bidirectional({ layer: tf.layers.lstm({ units: UNITS, returnSequences: true }), mergeMode: 'sum' }), x, [...lstm, ...lstm]),
    values(forwards.shape, Array.from(forwards.data, (value, index) => value + (reversed.data[index] ?? NaN))),
  ),
  gives(
    'timeDistributed',
    (tf) => applied(tf, tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 1 }) }), x, [values([3, 1], [1, 1, 1]), values([1], [1])]),
    values([BATCH, STEPS, 1], Array.from({ length: BATCH * STEPS }, (_, row) => 1 + [0, 1, 2].reduce((sum, column) => sum + (x.data[row * FEATURES + column] ?? NaN), 0))),
  ),
  gives(
    'cells stacked in one layer',
    (tf) =>
      applied(
        tf,
        tf.layers.rnn({ cell: [0, 1].map(() => tf.layers.simpleRNNCell({ units: UNITS })), returnSequences: true }),
        x,
        cells.flat(),
      ),
    recurrent('simple', recurrent('simple', x, cells[0]), cells[1]),
  ),
  {
    name: 'a masked step leaves the state as it was',
    run: (tf) =>
      gives(
        'a masked step leaves the state as it was',
        () => {
          const layer = tf.layers.lstm({ units: UNITS, returnSequences: true });
          const model = tf.sequential({ layers: [tf.layers.masking({ maskValue: 0, inputShape: [STEPS, FEATURES] }), layer] });
          layer.setWeights(lstm.map(({ shape, data }) => tf.tensor(Float32Array.from(data), [...shape])));
          const y = model.apply(tf.tensor(Float32Array.from(gapped.data), [...gapped.shape])) as ReturnType<typeof tf.tensor>;
          model.dispose();
          return y;
        },
        recurrent('lstm', gapped, lstm, (step) => step !== 1),
      ).run(tf),
  },
];
