/** The order in which a model's `fit` meets its rows, which TensorFlow.js keeps to itself: seen by what it draws, and led by what it is given. */

/** TensorFlow.js's shuffle: each place from the last on is swapped with one at or before it. */
function shuffled(order: Int32Array, draw: () => number): void {
  for (let left = order.length; left > 0; left--) {
    const index = Math.floor(draw() * left);
    const last = order[left - 1] as number;
    order[left - 1] = order[index] as number;
    order[index] = last;
  }
}

/** What a shuffle of 0, 1, 2, … has to draw to come to this order. */
function drawsFor(target: Int32Array): Float64Array {
  const order = Int32Array.from(target.keys());
  const places = Int32Array.from(target.keys());
  const draws = new Float64Array(target.length);
  for (let left = target.length; left > 0; left--) {
    const wanted = target[left - 1] as number;
    const index = places[wanted] as number;
    draws[target.length - left] = (index + 0.5) / left;
    const last = order[left - 1] as number;
    order[index] = last;
    places[last] = index;
  }
  return draws;
}

export class RowOrder {
  #order: Int32Array;
  #draws: number[] | null = null;
  #led: Int32Array | null = null;
  #random: (() => number) | null = null;

  constructor(rows: number) {
    this.#order = Int32Array.from({ length: rows }, (_, row) => row);
  }

  /** As it stands: of the epoch under way, or of the last one. */
  get rows(): Int32Array {
    return this.#order;
  }

  /** The next epoch goes by this order. */
  lead(order: Int32Array): void {
    this.#led = order.slice();
  }

  /** The next epoch goes by the order that follows this one. */
  follow(order: Int32Array): void {
    const next = order.slice();
    // Of the stream of random numbers, which goes on as it would have.
    shuffled(next, Math.random);
    this.lead(next);
  }

  /** Right before an epoch is shuffled. */
  open(): void {
    this.close();
    const random = Math.random;
    this.#random = random;
    if (this.#led !== null) {
      const draws = drawsFor(this.#led);
      let next = 0;
      Math.random = () => draws[next++] ?? random();
      return;
    }
    const drawn: number[] = [];
    this.#draws = drawn;
    Math.random = () => {
      const value = random();
      drawn.push(value);
      return value;
    };
  }

  /** Right after it was shuffled, if it was. */
  close(): void {
    if (this.#random === null) return;
    Math.random = this.#random;
    this.#random = null;
    if (this.#led !== null) this.#order = this.#led;
    else if (this.#draws?.length === this.#order.length) {
      const draws = this.#draws;
      let next = 0;
      shuffled(this.#order, () => draws[next++] as number);
    }
    this.#led = this.#draws = null;
  }
}
