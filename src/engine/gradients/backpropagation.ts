import type { StockTensorFlow } from '../api';
import { takesNulls } from './register';
import type { GradientFunction, NamedTensors, TapeNode, Tensor } from './tape';
import { engineOf, isDiscrete, nodesBetween } from './tape';

/**
 * Replaces TensorFlow.js's backward pass by one that also follows complex numbers, and in which a gradient function
 * may itself ask for gradients. The gradient of a complex z = a + bi is dL/da + i·dL/db.
 */
export function installBackpropagation(tf: StockTensorFlow): void {
  const engine = engineOf(tf);
  recordWithoutZeros(tf);
  engine.gradients = (f, xs, dy = null, allowNoGradients = false) => {
    tf.util.assert(xs.length > 0, () => 'gradients() received an empty list of xs.');
    if (dy !== null && dy.dtype !== 'float32') throw new Error(`dy must have 'float32' dtype, but has '${dy.dtype}'`);
    const { state } = engine;
    // Set while a gradient function of an outer backward pass asks for gradients of its own.
    const outer = state.gradientDepth === 0 ? state.activeTape : null;
    const y = engine.scopedRun(
      () => engine.startTape(),
      () => engine.endTape(),
      () => engine.tidy('forward', f),
    );
    tf.util.assert(y instanceof tf.Tensor, () => 'The result y returned by f() must be a tensor.');
    const nodes = nodesBetween(state.activeTape ?? [], xs, y);
    if (!allowNoGradients && nodes.length === 0) {
      throw new Error(
        'Cannot compute gradient of y=f(x) with respect to x. Make sure that the f you passed encloses all operations that lead from x to y.',
      );
    }
    return engine.tidy('backward', () => {
      const found = new Map<number, Tensor>([[y.id, dy ?? tf.ones(y.shape)]]);
      for (const node of nodes.toReversed()) backThrough(tf, node, found);
      // A name for what is absent: an x that y does not depend on has no gradient, whatever the declarations say.
      const grads = xs.map(({ id }) => found.get(id) as Tensor);
      if (state.gradientDepth === 0) {
        for (const { saved } of state.activeTape ?? []) tf.dispose([...saved]);
        state.activeTape = outer;
      }
      return { value: y, grads };
    });
  };
}

/** Rules of ours are told which outputs have no gradient; TensorFlow.js's own get zeros, made only for them. */
function recordWithoutZeros(tf: StockTensorFlow): void {
  const engine = engineOf(tf);
  engine.addTapeNode = (kernelName, inputs, outputs, custom, saved, attrs) => {
    // Asked for anew: `engine().reset()` puts another in its place.
    const { state } = engine;
    const config = tf.getGradient(kernelName) as unknown as { readonly gradFunc: GradientFunction } | undefined;
    const rule = config?.gradFunc ?? custom;
    const gradient = (dys: readonly (Tensor | null)[]) => {
      if (!rule) throw new Error(`Cannot compute gradient: gradient function not found for ${kernelName}.`);
      const given = takesNulls(rule) ? dys : dys.map((dy, index) => dy ?? tf.zeros(outputs[index]?.shape ?? []));
      return rule(given.length > 1 ? given : given[0], saved, attrs);
    };
    // Inputs that may be left out are undefined then, though the declarations do not say so.
    const there = Object.fromEntries(Object.entries(inputs).filter(([, x]) => (x as Tensor | undefined | null) != null));
    const tape = state.activeTape ?? [];
    // What is saved for the gradient has been recorded as copied before; copies of outputs come after their source.
    let place = tape.length;
    while (place > 0 && isCopyOf(tape[place - 1], outputs, saved)) place--;
    tape.splice(place, 0, { id: state.nextTapeNodeId++, kernelName, inputs: there, outputs, saved, ...(rule && { gradient }) });
  };
}

const isCopyOf = (node: TapeNode | undefined, sources: readonly Tensor[], copies: readonly Tensor[]): boolean =>
  node !== undefined &&
  Object.values(node.inputs).some((input) => sources.includes(input)) &&
  node.outputs.some((output) => copies.includes(output));

/** Adds what the node's outputs owe to its inputs. */
function backThrough(tf: StockTensorFlow, node: TapeNode, found: Map<number, Tensor>): void {
  if (!node.gradient) throw new Error(`Cannot compute gradient: gradient function not found for ${node.kernelName}.`);
  const dys = node.outputs.map(({ id }) => found.get(id) ?? null);
  const gradients = node.gradient(dys);
  for (const [name, x] of Object.entries<Tensor>(node.inputs satisfies NamedTensors)) {
    const gradient = gradients[name] ?? (isDiscrete(x) ? () => tf.zeros(x.shape) : undefined);
    if (gradient === undefined) {
      throw new Error(`Cannot backprop through input ${name}. Available gradients found: ${Object.keys(gradients).join(',')}.`);
    }
    const dx = tf.tidy(() => {
      const made = ofKind(tf, gradient(), x, node.kernelName, name);
      // What is passed on as it is must not be disposed of together with what it came from.
      return dys.includes(made) ? made.clone() : made;
    });
    const before = found.get(x.id);
    found.set(x.id, before === undefined ? dx : tf.add(before, dx));
    before?.dispose();
  }
}

/** The gradient as complex as its input is. */
function ofKind(tf: StockTensorFlow, dx: Tensor, x: Tensor, kernelName: string, name: string): Tensor {
  if (dx.dtype !== 'float32' && dx.dtype !== 'complex64') {
    throw new Error(`Error in gradient for op ${kernelName}. The gradient of input ${name} must have 'float32' dtype, but has '${dx.dtype}'`);
  }
  if (!tf.util.arraysEqual(dx.shape, x.shape)) {
    throw new Error(
      `Error in gradient for op ${kernelName}. The gradient of input '${name}' has shape '${dx.shape.join()}', which does not match the shape of the input '${x.shape.join()}'`,
    );
  }
  if (x.dtype === 'complex64') return dx.dtype === 'complex64' ? dx : tf.complex(dx, tf.zerosLike(dx));
  return dx.dtype === 'complex64' ? tf.reshape(tf.real(dx), dx.shape) : dx;
}

/**
 * The product of `dys` with the Jacobian of `f` at `xs`: the gradients of `xs` when those of what `f` returns are
 * `dys`. For gradient functions of kernels whose gradient is best had by following a formula.
 */
export function vectorJacobian(tf: StockTensorFlow, f: (xs: readonly Tensor[]) => readonly Tensor[], xs: readonly Tensor[], dys: readonly (Tensor | null)[]): Tensor[] {
  const { grads } = engineOf(tf).gradients(
    () => {
      const products = f(xs).flatMap((y, index) => (dys[index] ? [tf.sum(tf.mul(y, dys[index]))] : []));
      return products.length === 1 ? (products[0] as Tensor) : tf.addN(products);
    },
    xs,
    null,
    true,
  );
  return grads.map((gradient: Tensor | undefined, index) => gradient ?? tf.zeros((xs[index] as Tensor).shape));
}
