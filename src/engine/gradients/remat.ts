/** `tf.remat`: gradients that compute a function again instead of keeping what it computed. */
import type { StockTensorFlow } from '../api';
import { barrier } from '../ops/barrier';
import { installRandom } from '../random/install';
import type { DifferentiatingEngine, TapeNode, Tensor } from './tape';
import { engineOf, isDiscrete } from './tape';

type Rematerialized = (...xs: Tensor[]) => Tensor | Tensor[];

/**
 * Chen et al., "Training deep nets with sublinear memory cost", 2016. The tape gets one node in the place of those of
 * `fn`; its gradient runs `fn` again, of inputs behind a barrier, else a compiler would find that it has the values.
 */
export function remat(tf: StockTensorFlow): (fn: Rematerialized) => Rematerialized {
  const random = installRandom(tf);
  return (fn) => {
    if (typeof fn !== 'function') throw new TypeError(`tf.remat takes a function of tensors; here is ${fn === null ? 'null' : typeof fn}`);
    return (...xs) => {
      const engine = engineOf(tf);
      if (xs.some((x) => !((x as unknown) instanceof tf.Tensor))) throw new TypeError('a function made by tf.remat takes tensors only: what else it needs it may use from outside');
      if (engine.state.gradientDepth === 0) return fn(...xs);
      const drawn = random.drawn;
      const { made, captured, kept } = forward(tf, engine, fn, xs);
      const outputs = [made].flat();
      const sources = [...xs, ...captured];
      engine.addTapeNode('Remat', named(sources), outputs, (given) => {
        const dys = [given].flat() as readonly (Tensor | null)[];
        return backward(tf, engine, { xs: kept, captured, dys, run: (...again) => random.replay(drawn, () => fn(...again)) });
      }, kept, undefined);
      return made;
    };
  };
}

const named = (tensors: readonly Tensor[]): Readonly<Record<string, Tensor>> => Object.fromEntries(tensors.map((tensor, index) => [`x${index}`, tensor]));

interface Forward {
  readonly made: Tensor | Tensor[];
  /** What `fn` uses besides its arguments, such as variables. */
  readonly captured: readonly Tensor[];
  /** Copies of the arguments, which their owner may dispose of. */
  readonly kept: readonly Tensor[];
}

function forward(tf: StockTensorFlow, engine: DifferentiatingEngine, fn: Rematerialized, xs: readonly Tensor[]): Forward {
  // On the outer tape: gradients of gradients go through the copies.
  const kept = xs.map((x) => tf.keep(tf.clone(x)));
  return onTapeOfItsOwn(engine, (tape) => {
    const made = tf.tidy(() => fn(...xs));
    const inner = new Set(tape.flatMap(({ outputs }) => outputs.map(({ id }) => id)));
    const given = new Set(xs.map(({ id }) => id));
    const captured = new Map<number, Tensor>();
    for (const { inputs, saved } of tape) {
      for (const input of Object.values(inputs)) if (!inner.has(input.id) && !given.has(input.id) && !isDiscrete(input) && !input.isDisposed) captured.set(input.id, input);
      tf.dispose([...saved]);
    }
    return { made: made as Tensor | Tensor[], captured: [...captured.values()], kept };
  });
}

interface Backward {
  readonly xs: readonly Tensor[];
  readonly captured: readonly Tensor[];
  readonly dys: readonly (Tensor | null)[];
  readonly run: Rematerialized;
}

function backward(tf: StockTensorFlow, engine: DifferentiatingEngine, { xs, captured, dys, run }: Backward): Readonly<Record<string, () => Tensor>> {
  if (captured.some(({ isDisposed }) => isDisposed)) throw new Error('a tensor that a function of tf.remat uses from outside was disposed of before gradients were computed: give it to the function as an argument');
  const there = dys.flatMap((dy) => dy ?? []);
  const passed = barrier(tf, [...xs, ...there]);
  const [again, slopes] = [passed.slice(0, xs.length), passed.slice(xs.length)];
  /** Σ y·dy: its gradient is what dy makes of y's. */
  const weighted = (): Tensor => {
    const outputs = [run(...again)].flat();
    let next = 0;
    const parts = outputs.flatMap((output, index) => (dys[index] ? [tf.sum(tf.mul(output, slopes[next++] as Tensor))] : []));
    return parts.reduce((sum, part) => tf.add(sum, part));
  };
  const sources = [...again, ...captured];
  const isPlain = dys.length === 1 && there.length === 1;
  const { grads } = engine.gradients(() => (isPlain ? (run(...again) as Tensor) : weighted()), sources, isPlain ? (slopes[0] as Tensor) : null, true);
  // What a source does not lead to has no gradient, whatever the declarations say.
  return Object.fromEntries(sources.map((source, index) => [`x${index}`, () => (grads as readonly (Tensor | undefined)[])[index] ?? tf.zerosLike(source)]));
}

/** Operations of `work` are recorded where the outer ones are not. */
function onTapeOfItsOwn<T>({ state }: DifferentiatingEngine, work: (tape: TapeNode[]) => T): T {
  const outer = state.activeTape;
  const tape: TapeNode[] = [];
  state.activeTape = tape;
  try {
    return work(tape);
  } finally {
    state.activeTape = outer;
  }
}
