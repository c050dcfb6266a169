/** The rules in plain JavaScript, which rounds to 32 bits only what it stores. */
import type { RuleName } from './rules';

/** One variable's values, all of one length; the rule overwrites `w` and the slots. */
export interface PlainPart {
  readonly w: Float32Array;
  /** After clipping. */
  readonly g: Float32Array;
  readonly slots: readonly Float32Array[];
  /** The trust ratio of rules that have one. */
  readonly trust: number;
}

type Update = (part: PlainPart, hyper: readonly number[], state: readonly number[]) => void;

const EMPTY = new Float32Array(0);
const at = (values: ArrayLike<number>, index: number): number => values[index] ?? NaN;

/** Adam's moments; calls `use` with each step's direction. */
function moments({ g, slots: [m = EMPTY, v = EMPTY] }: PlainPart, hyper: readonly number[], state: readonly number[], use: (index: number, direction: number) => void): void {
  const [beta1 = NaN, beta2 = NaN, rest1 = NaN, rest2 = NaN, epsilon = NaN] = hyper;
  const [power1 = NaN, power2 = NaN] = state;
  for (let i = 0; i < g.length; i++) {
    const mean = at(m, i) * beta1 + at(g, i) * rest1;
    const square = at(v, i) * beta2 + at(g, i) ** 2 * rest2;
    m[i] = mean;
    v[i] = square;
    use(i, mean / (1 - power1) / (Math.sqrt(square / (1 - power2)) + epsilon));
  }
}

export const PLAIN: Readonly<Record<RuleName, Update>> = {
  sgd({ w, g }, [rate = NaN]) {
    for (let i = 0; i < w.length; i++) w[i] = at(w, i) - rate * at(g, i);
  },
  momentum({ w, g, slots: [m = EMPTY] }, [rate = NaN, momentum = NaN]) {
    for (let i = 0; i < w.length; i++) w[i] = at(w, i) - rate * (m[i] = momentum * at(m, i) + at(g, i));
  },
  nesterov({ w, g, slots: [m = EMPTY] }, [rate = NaN, momentum = NaN]) {
    for (let i = 0; i < w.length; i++) w[i] = at(w, i) - rate * (at(g, i) + momentum * (m[i] = momentum * at(m, i) + at(g, i)));
  },
  adam(part, [rate = NaN, ...hyper], state) {
    const { w } = part;
    const shrink = hyper[5] ?? 0;
    moments(part, hyper, state, (i, direction) => (w[i] = at(w, i) - shrink * at(w, i) - direction * rate));
  },
  adamax({ w, g, slots: [m = EMPTY, u = EMPTY] }, [rate = NaN, beta1 = NaN, beta2 = NaN, rest1 = NaN, epsilon = NaN, decay = NaN], [iteration = NaN, power1 = NaN]) {
    const scaled = rate / (iteration * decay + 1) / (1 - power1);
    for (let i = 0; i < w.length; i++) {
      m[i] = at(m, i) * beta1 + at(g, i) * rest1;
      u[i] = Math.max(at(u, i) * beta2, Math.abs(at(g, i)));
      w[i] = at(w, i) - scaled * (at(m, i) / (at(u, i) + epsilon));
    }
  },
  rmsprop({ w, g, slots: [s = EMPTY, m = EMPTY] }, [rate = NaN, decay = NaN, rest = NaN, momentum = NaN, epsilon = NaN]) {
    for (let i = 0; i < w.length; i++) {
      s[i] = at(s, i) * decay + at(g, i) ** 2 * rest;
      m[i] = at(m, i) * momentum + (at(g, i) * rate) / Math.sqrt(at(s, i) + epsilon);
      w[i] = at(w, i) - at(m, i);
    }
  },
  rmspropCentered({ w, g, slots: [s = EMPTY, m = EMPTY, mean = EMPTY] }, [rate = NaN, decay = NaN, rest = NaN, momentum = NaN, epsilon = NaN]) {
    for (let i = 0; i < w.length; i++) {
      s[i] = at(s, i) * decay + at(g, i) ** 2 * rest;
      mean[i] = at(mean, i) * decay + at(g, i) * rest;
      m[i] = at(m, i) * momentum + (at(g, i) * rate) / Math.sqrt(at(s, i) - (at(mean, i) ** 2 + epsilon));
      w[i] = at(w, i) - at(m, i);
    }
  },
  adagrad({ w, g, slots: [s = EMPTY] }, [rate = NaN, epsilon = NaN]) {
    for (let i = 0; i < w.length; i++) {
      s[i] = at(s, i) + at(g, i) ** 2;
      w[i] = at(w, i) - (at(g, i) / Math.sqrt(at(s, i) + epsilon)) * rate;
    }
  },
  adadelta({ w, g, slots: [s = EMPTY, d = EMPTY] }, [rate = NaN, rho = NaN, rest = NaN, epsilon = NaN]) {
    for (let i = 0; i < w.length; i++) {
      const change = (Math.sqrt(at(d, i) + epsilon) / Math.sqrt(at(s, i) + epsilon)) * at(g, i);
      s[i] = at(s, i) * rho + at(g, i) ** 2 * rest;
      d[i] = at(d, i) * rho + change ** 2 * rest;
      w[i] = at(w, i) - change * rate;
    }
  },
  lion({ w, g, slots: [m = EMPTY] }, [rate = NaN, beta1 = NaN, beta2 = NaN, rest1 = NaN, rest2 = NaN, shrink = NaN]) {
    for (let i = 0; i < w.length; i++) {
      const direction = Math.sign(at(m, i) * beta1 + at(g, i) * rest1);
      m[i] = at(m, i) * beta2 + at(g, i) * rest2;
      w[i] = at(w, i) - shrink * at(w, i) - direction * rate;
    }
  },
  lars({ w, g, slots: [m = EMPTY], trust }, [rate = NaN, momentum = NaN, decay = NaN]) {
    for (let i = 0; i < w.length; i++) {
      m[i] = at(m, i) * momentum + rate * trust * (at(g, i) + decay * at(w, i));
      w[i] = at(w, i) - at(m, i);
    }
  },
  lambUpdate(part, hyper, state) {
    const { w, slots } = part;
    const decay = hyper[5] ?? 0;
    const r = slots[2] ?? EMPTY;
    moments(part, hyper, state, (i, direction) => (r[i] = direction + decay * at(w, i)));
  },
};

/** The states after a step. */
export function nextState(rule: RuleName, hyper: readonly number[], [first = NaN, second = NaN]: readonly number[]): number[] {
  switch (rule) {
    case 'adam':
      return [first * (hyper[1] ?? NaN), second * (hyper[2] ?? NaN)];
    case 'lambUpdate':
      return [first * (hyper[0] ?? NaN), second * (hyper[1] ?? NaN)];
    case 'adamax':
      return [first + 1, second * (hyper[1] ?? NaN)];
    default:
      return [];
  }
}

/** The gradient as the rule takes it. */
export function clipped(gradient: Float32Array, scale: number, clip: number | null): Float32Array {
  if (scale === 1 && clip === null) return gradient;
  const limit = clip ?? Infinity;
  // Written so that NaN stays NaN.
  return gradient.map((g) => (g * scale > limit ? limit : g * scale < -limit ? -limit : g * scale));
}
