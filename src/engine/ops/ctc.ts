/**
 * Connectionist temporal classification (Graves, Fernández, Gomez and Schmidhuber, "Connectionist Temporal
 * Classification: Labelling Unsegmented Sequence Data with Recurrent Neural Networks", ICML 2006, section 4), in
 * logarithms. Between the labels of a target, before and after them stands the mask: states 0…2·longest of which the odd
 * ones are labels. All examples and states advance together, one time after the other.
 */
import type { StockTensorFlow } from '../api';
import { engineOf } from '../gradients/tape';
import type { Tensor } from '../gradients/tape';
import { shapeText } from '../patches/shape-errors/shapes';
import type { Given } from './arguments';
import { expectShape, floats, integers } from './arguments';

const NAME = 'ctcLoss';
/** Stands for log 0: sums of it over any number of times stay finite, so that no difference is NaN. */
const NEVER = -1e30;
/** A log-probability below is that of what cannot be. */
const HARDLY = -1e29;

/** What the recursions need of the target and the lengths. B examples, T times, S states, C classes. */
interface Lattice {
  /** Which class each state emits [B, S], int32. */
  readonly states: Tensor;
  /** The same as ones [B, S, C]. */
  readonly emits: Tensor;
  /** What a step over the state before adds to the logarithm [B, S]: 0 where allowed, as between labels that differ. */
  readonly skip: Tensor;
  /** 0 at the states that a target may end in, else log 0 [B, S]. */
  readonly ends: Tensor;
  /** Of each time, whether it is within the output [B, S]. */
  readonly live: readonly Tensor[];
  /** NaN for an example whose target or lengths are none, else 0 [B]. */
  readonly flaw: Tensor;
}

export function ctc(tf: StockTensorFlow) {
  function ctcLoss(target: Given, output: Given, targetLength: Given, outputLength: Given, maskIndex = 0): Tensor {
    return tf.tidy(() => {
      const labels = integers(tf, target, 'target', NAME);
      const logits = floats(tf, output, 'output', NAME);
      const spelled = integers(tf, targetLength, 'targetLength', NAME);
      const lasting = integers(tf, outputLength, 'outputLength', NAME);
      expectFitting(labels, logits, spelled, lasting, maskIndex);
      const [batch = 0, times = 0, classes = 0] = logits.shape;
      const latticeOf = (given: Tensor, spelledOf: Tensor, lastingOf: Tensor) => lattice(given, spelledOf, lastingOf, { times, classes, maskIndex });

      const loss = tf.customGrad((x: unknown, save: unknown) => {
        const states = latticeOf(labels, spelled, lasting);
        const prefixes = forward(states, emissions(states, x as Tensor));
        (save as (tensors: Tensor[]) => void)([x as Tensor, labels, spelled, lasting, tf.stack(prefixes)]);
        return {
          value: tf.add(negative(whole(states, prefixes)), states.flaw),
          gradFunc: (dy: Tensor, saved: Tensor[]) => {
            const [again, ...given] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
            return gradient(dy, again, latticeOf(given[0], given[1], given[2]), given[3]);
          },
        };
      });
      return batch === 0 ? tf.zeros([0]) : loss(logits);
    });
  }

  /** Minus a log-probability [B]; Infinity for log 0. */
  const negative = (logs: Tensor): Tensor => tf.where(tf.less(logs, HARDLY), tf.scalar(Infinity), tf.neg(logs));

  function lattice(labels: Tensor, spelled: Tensor, lasting: Tensor, { times, classes, maskIndex }: { readonly times: number; readonly classes: number; readonly maskIndex: number }): Lattice {
    const [batch = 0, longest = 0] = labels.shape;
    const size = 2 * longest + 1;
    const until = (lengths: Tensor, count: number): Tensor => tf.less(tf.range(0, count, 1, 'int32').expandDims(0), lengths.expandDims(1));
    const names = tf.logicalAnd(tf.logicalAnd(tf.greaterEqual(labels, 0), tf.less(labels, classes)), tf.notEqual(labels, maskIndex));
    const used = until(spelled, longest);
    const masks = tf.fill([batch, longest], maskIndex, 'int32');
    const clean = tf.where(tf.logicalAnd(used, names), labels, masks);
    const first = tf.fill([batch, 1], maskIndex, 'int32');
    const states = longest === 0 ? first : tf.concat([first, tf.stack([clean, masks], 2).reshape([batch, 2 * longest])], 1);
    const before = tf.pad(states, [[0, 0], [2, 0]], maskIndex).slice([0, 0], [batch, size]);
    const skips = tf.logicalAnd(tf.notEqual(states, maskIndex), tf.notEqual(states, before));
    const last = tf.mul(spelled, tf.scalar(2, 'int32')).expandDims(1);
    const places = tf.range(0, size, 1, 'int32').expandDims(0);
    const isEnd = tf.logicalOr(tf.equal(places, last), tf.equal(places, tf.sub(last, tf.scalar(1, 'int32'))));
    const live = tf.tile(until(lasting, times).expandDims(2), [1, 1, size]);
    const hasFlaw = tf.logicalOr(
      tf.logicalOr(outside(spelled, longest), outside(lasting, times)),
      longest === 0 ? tf.zeros([batch], 'bool') : tf.any(tf.logicalAnd(used, tf.logicalNot(names)), 1),
    );
    return {
      states,
      emits: tf.oneHot(states, classes).cast('float32'),
      skip: orNever(skips),
      ends: orNever(isEnd),
      live: times === 0 ? [] : tf.unstack(live, 1),
      flaw: tf.where(hasFlaw, tf.scalar(NaN), tf.scalar(0)),
    };
  }

  const outside = (lengths: Tensor, most: number): Tensor => tf.logicalOr(tf.less(lengths, 0), tf.greater(lengths, most));
  const orNever = (allowed: Tensor): Tensor => tf.where(allowed, tf.scalar(0), tf.scalar(NEVER));

  /** Of each time the log-probability of what each state emits [B, S]. */
  function emissions({ states, live }: Lattice, logits: Tensor): Tensor[] {
    if (live.length === 0) return [];
    return tf.unstack(tf.gather(tf.maximum(tf.logSoftmax(logits), NEVER), states as never, 2, 1), 1);
  }

  /** α: the log-probability of each state's prefix before any time and after each [B, S]. */
  function forward({ skip, live }: Lattice, emitted: readonly Tensor[]): Tensor[] {
    const [batch, size] = skip.shape as [number, number];
    const prefixes: Tensor[] = [tf.tile(tf.concat([tf.zeros([1, 1]), tf.fill([1, size - 1], NEVER)], 1), [batch, 1])];
    for (const [time, emission] of emitted.entries()) {
      const stay = prefixes[time] as Tensor;
      const padded = tf.pad(stay, [[0, 0], [2, 0]], NEVER);
      const [step, leap] = [tf.slice(padded, [0, 1], [batch, size]), tf.slice(padded, [0, 0], [batch, size])];
      prefixes.push(tf.where(live[time] as Tensor, tf.add(logSum(stay, step, tf.add(leap, skip)), emission), stay));
    }
    return prefixes;
  }

  /** β: the log-probability of completing the target from each state after each time [B, S], the last time last. */
  function backward({ skip, ends, live }: Lattice, emitted: readonly Tensor[]): Tensor[] {
    const [batch, size] = skip.shape as [number, number];
    const suffixes: Tensor[] = [ends];
    for (let time = emitted.length - 1; time > 0; time--) {
      const next = tf.add(suffixes[0] as Tensor, emitted[time] as Tensor);
      const shifted = (from: Tensor, by: number): Tensor => tf.slice(tf.pad(from, [[0, 0], [0, by]], NEVER), [0, by], [batch, size]);
      suffixes.unshift(tf.where(live[time] as Tensor, logSum(next, shifted(next, 1), shifted(tf.add(next, skip), 2)), suffixes[0] as Tensor));
    }
    return suffixes;
  }

  function logSum(a: Tensor, b: Tensor, c: Tensor): Tensor {
    const most = tf.maximum(tf.maximum(a, b), c);
    return tf.add(most, tf.log(tf.add(tf.add(tf.exp(tf.sub(a, most)), tf.exp(tf.sub(b, most))), tf.exp(tf.sub(c, most)))));
  }

  /** The log-probability of the whole target [B]. */
  const whole = ({ ends }: Lattice, prefixes: readonly Tensor[]): Tensor => tf.logSumExp(tf.add(prefixes.at(-1) as Tensor, ends), 1);

  /** dy times how much more probable the softmax has each class at each time than the alignments of the target have it [B, T, C]. */
  function gradient(dy: Tensor, logits: Tensor, states: Lattice, kept: Tensor): Tensor {
    if (states.live.length === 0) return tf.zerosLike(logits);
    const emitted = emissions(states, logits);
    // What was kept has no gradient of its own to follow for second order.
    const isFollowed = engineOf(tf).state.gradientDepth > 0;
    const prefixes = isFollowed ? forward(states, emitted) : tf.unstack(kept);
    const total = whole(states, prefixes);
    const isPossible = tf.greaterEqual(total, HARDLY);
    const logs = tf.add(tf.stack(prefixes.slice(1), 1), tf.stack(backward(states, emitted), 1));
    const posterior = tf.exp(tf.sub(logs, tf.where(isPossible, total, tf.zerosLike(total)).reshape([-1, 1, 1])));
    const excess = tf.sub(tf.softmax(logits), tf.matMul(posterior, states.emits));
    const counts = tf.logicalAnd(tf.stack([...states.live], 1).slice([0, 0, 0], [-1, -1, 1]), isPossible.reshape([-1, 1, 1]));
    const share = tf.where(tf.tile(counts, [1, 1, logits.shape[2] ?? 1]), excess, tf.zerosLike(excess));
    return tf.mul(tf.add(share, states.flaw.reshape([-1, 1, 1])), dy.reshape([-1, 1, 1]));
  }

  return { ctcLoss };
}

/** @throws Error naming the argument that does not fit */
function expectFitting(target: Tensor, output: Tensor, targetLength: Tensor, outputLength: Tensor, maskIndex: number): void {
  if (output.rank !== 3) throw new Error(`${NAME}: output ${shapeText(output.shape)} must have 3 dimensions, [batch, time, classes]`);
  const [batch = 0, , classes = 0] = output.shape;
  if (target.rank !== 2 || target.shape[0] !== batch) {
    throw new Error(`${NAME}: target ${shapeText(target.shape)} must be [${batch}, longest], one row of class numbers for each example of output ${shapeText(output.shape)}`);
  }
  expectShape(NAME, 'targetLength', targetLength, [batch], `one length for each example of output ${shapeText(output.shape)}`);
  expectShape(NAME, 'outputLength', outputLength, [batch], `one length for each example of output ${shapeText(output.shape)}`);
  if (!Number.isInteger(maskIndex) || maskIndex < 0 || maskIndex >= classes) {
    throw new Error(`${NAME}: maskIndex is ${maskIndex} and must name one of the ${classes} classes of output ${shapeText(output.shape)}, 0 to ${classes - 1}`);
  }
}
