/**
 * The update rules of the optimizers: which values each needs, and its formula as shader text. The same rules stand in
 * plain.ts for the plain JavaScript backend and in ../../cpu/wasm/assembly/optimizer.ts for WebAssembly.
 *
 * In the formulas `w` is a value of the variable, `g` its gradient after clipping; slots, state and hyperparameters go by
 * their names. Where TensorFlow.js has the optimizer, the order of operations is its own, so that results agree to rounding.
 */
export interface Rule {
  /** What is kept for each value of a variable between steps. */
  readonly slots: readonly string[];
  /** Scalars kept on the device between steps, as a step that is replayed must find them where it left them. */
  readonly state: readonly string[];
  readonly hyper: readonly string[];
  /** Statements that update `w` and the slots; they read the same in WGSL and in GLSL once `let` is translated. */
  readonly update: string;
  /** Each state's value after the step, in terms of state and hyperparameters. */
  readonly next: readonly string[];
}

export type RuleName =
  | 'sgd' | 'momentum' | 'nesterov' | 'adam' | 'adamax' | 'rmsprop' | 'rmspropCentered' | 'adagrad' | 'adadelta'
  | 'lion' | 'lars' | 'lambUpdate'; // prettier-ignore

/** Kingma and Ba, "Adam", arXiv:1412.6980, algorithm 1. */
const MOMENTS = 'm = m * beta1 + g * rest1; v = v * beta2 + g * g * rest2; let direction = (m / (1.0 - power1)) / (sqrt(v / (1.0 - power2)) + epsilon);';
const MOMENTS_NEXT = ['power1 * beta1', 'power2 * beta2'];

/** `rest1` is 1 - beta1 and so on, taken before rounding to 32 bits; `shrink` is learning rate · weight decay. */
export const RULES: Readonly<Record<RuleName, Rule>> = {
  sgd: { slots: [], state: [], hyper: ['rate'], update: 'w = w - rate * g;', next: [] },
  momentum: { slots: ['m'], state: [], hyper: ['rate', 'momentum'], update: 'm = momentum * m + g; w = w - rate * m;', next: [] },
  /** Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013. */
  nesterov: { slots: ['m'], state: [], hyper: ['rate', 'momentum'], update: 'm = momentum * m + g; w = w - rate * (g + m * momentum);', next: [] },
  /** With `shrink` AdamW: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", arXiv:1711.05101, algorithm 2. */
  adam: {
    slots: ['m', 'v'],
    state: ['power1', 'power2'],
    hyper: ['rate', 'beta1', 'beta2', 'rest1', 'rest2', 'epsilon', 'shrink'],
    update: `${MOMENTS} w = w - shrink * w - direction * rate;`,
    next: MOMENTS_NEXT,
  },
  /** Kingma and Ba, section 7.1. */
  adamax: {
    slots: ['m', 'u'],
    state: ['iteration', 'power1'],
    hyper: ['rate', 'beta1', 'beta2', 'rest1', 'epsilon', 'decay'],
    update: 'm = m * beta1 + g * rest1; u = max(u * beta2, abs(g)); w = w - rate / (iteration * decay + 1.0) / (1.0 - power1) * (m / (u + epsilon));',
    next: ['iteration + 1.0', 'power1 * beta1'],
  },
  /** Tieleman and Hinton, lecture 6.5 of "Neural Networks for Machine Learning", 2012. */
  rmsprop: {
    slots: ['s', 'm'],
    state: [],
    hyper: ['rate', 'decay', 'rest', 'momentum', 'epsilon'],
    update: 's = s * decay + g * g * rest; m = m * momentum + g * rate / sqrt(s + epsilon); w = w - m;',
    next: [],
  },
  /** Graves, "Generating Sequences With Recurrent Neural Networks", arXiv:1308.0850, equations 38–45. */
  rmspropCentered: {
    slots: ['s', 'm', 'mean'],
    state: [],
    hyper: ['rate', 'decay', 'rest', 'momentum', 'epsilon'],
    update: 's = s * decay + g * g * rest; mean = mean * decay + g * rest; m = m * momentum + g * rate / sqrt(s - (mean * mean + epsilon)); w = w - m;',
    next: [],
  },
  /** Duchi, Hazan and Singer, "Adaptive Subgradient Methods", JMLR 12, 2011. */
  adagrad: { slots: ['s'], state: [], hyper: ['rate', 'epsilon'], update: 's = s + g * g; w = w - g / sqrt(s + epsilon) * rate;', next: [] },
  /** Zeiler, "ADADELTA", arXiv:1212.5701, but with the gradients' mean square of the step before, as TensorFlow.js has it. */
  adadelta: {
    slots: ['s', 'd'],
    state: [],
    hyper: ['rate', 'rho', 'rest', 'epsilon'],
    update: 'let change = sqrt(d + epsilon) / sqrt(s + epsilon) * g; s = s * rho + g * g * rest; d = d * rho + change * change * rest; w = w - change * rate;',
    next: [],
  },
  /** Chen et al., "Symbolic Discovery of Optimization Algorithms", arXiv:2302.06675, algorithm 2. */
  lion: {
    slots: ['m'],
    state: [],
    hyper: ['rate', 'beta1', 'beta2', 'rest1', 'rest2', 'shrink'],
    update: 'let direction = sign(m * beta1 + g * rest1); m = m * beta2 + g * rest2; w = w - shrink * w - direction * rate;',
    next: [],
  },
  /** You, Gitman and Ginsburg, "Large Batch Training of Convolutional Networks", arXiv:1708.03888, algorithm 1; `trust` is each variable's scale. */
  lars: { slots: ['m'], state: [], hyper: ['rate', 'momentum', 'decay'], update: 'm = m * momentum + rate * trust * (g + decay * w); w = w - m;', next: [] },
  /** The first half of LAMB, You et al., arXiv:1904.00962, algorithm 2: `r` becomes the step before its trust ratio; `w` stays. */
  lambUpdate: {
    slots: ['m', 'v', 'r'],
    state: ['power1', 'power2'],
    hyper: ['beta1', 'beta2', 'rest1', 'rest2', 'epsilon', 'decay'],
    update: `${MOMENTS} r = direction + decay * w;`,
    next: MOMENTS_NEXT,
  },
};

/** Rules whose scale is a trust ratio that the formula applies itself; elsewhere a scale multiplies the gradient. */
export const usesTrust = (rule: RuleName): boolean => rule === 'lars';
