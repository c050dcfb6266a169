/** How two shapes are walked side by side: adjacent axes that both go through alike count as one. */

/** Up to four axes, innermost first; steps are in elements, 0 where an operand is repeated. */
export interface BroadcastPlan {
  readonly shape: number[];
  readonly size: number;
  /** The arguments of `binary` and `compare` after the addresses. */
  readonly walk: Walk;
}

export type Walk = readonly [
  inner: number, stepA: number, stepB: number,
  n1: number, a1: number, b1: number,
  n2: number, a2: number, b2: number,
  a3: number, b3: number,
]; // prettier-ignore

/** @returns null if more than four axes remain or the shapes do not fit each other. */
export function planBroadcast(a: readonly number[], b: readonly number[]): BroadcastPlan | null {
  const size = sameSize(a, b);
  if (size !== null) return { shape: [...a], size, walk: [size || 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0] };
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  const lengths: number[] = [];
  const steps: { a: number; b: number }[] = [];
  let [strideA, strideB, total] = [1, 1, 1];
  for (let back = 1; back <= rank; back++) {
    const lengthA = a[a.length - back] ?? 1;
    const lengthB = b[b.length - back] ?? 1;
    if (lengthA !== lengthB && lengthA !== 1 && lengthB !== 1) return null;
    const length = lengthA === 1 ? lengthB : lengthA;
    shape[rank - back] = length;
    total *= length;
    if (length !== 1) {
      const stepA = lengthA === 1 ? 0 : strideA;
      const stepB = lengthB === 1 ? 0 : strideB;
      const last = steps.at(-1);
      const inside = lengths.at(-1) ?? 1;
      if (last !== undefined && stepA === last.a * inside && stepB === last.b * inside) {
        lengths[lengths.length - 1] = inside * length;
      } else {
        lengths.push(length);
        steps.push({ a: stepA, b: stepB });
      }
    }
    strideA *= lengthA;
    strideB *= lengthB;
  }
  if (lengths.length > 4) return null;
  const at = (axis: number) => steps[axis] ?? { a: 0, b: 0 };
  const walk: Walk = [
    lengths[0] || 1, at(0).a, at(0).b,
    lengths[1] || 1, at(1).a, at(1).b,
    lengths[2] || 1, at(2).a, at(2).b,
    at(3).a, at(3).b,
  ]; // prettier-ignore
  return { shape, size: total, walk };
}

/** The size of both shapes if they are the same, else null. */
function sameSize(a: readonly number[], b: readonly number[]): number | null {
  if (a.length !== b.length) return null;
  let size = 1;
  for (let axis = 0; axis < a.length; axis++) {
    const length = a[axis] ?? 1;
    if (length !== b[axis]) return null;
    size *= length;
  }
  return size;
}
