/** Repeatable random numbers, the same on every machine. */
export class Noise {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1): a linear congruential generator with the constants of Numerical Recipes. */
  uniform(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }

  /** Normal with mean 0, by the method of Box and Muller. */
  normal(count: number, deviation: number): Float32Array {
    const angle = () => Math.cos(2 * Math.PI * this.uniform());
    return Float32Array.from({ length: count }, () => deviation * Math.sqrt(-2 * Math.log(1 - this.uniform())) * angle());
  }
}
