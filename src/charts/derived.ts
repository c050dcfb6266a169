/** A series made of another's values in order, such as its smoothed form. It keeps summaries and no points. */
import { BLOCK, Pyramid } from './pyramid';
import type { Block, PointSource } from './series';
import type { XColumn } from './spec';

export interface Transform {
  /** What it remembers before the first value; as many numbers as `state` has. */
  readonly start: readonly number[];
  /** Writes a value for each of `from`, and leaves in `state` what the next call goes on with. */
  apply(from: Float64Array, to: Float64Array, state: Float64Array): void;
}

/** Blocks between two looks at the clock. */
const TURN = 64;

export class Derived implements PointSource {
  length = 0;
  readonly pyramid: Pyramid;
  /** The transform's state before each block, from which its values are made again when they are asked for. */
  private states: Float64Array;
  private readonly state: Float64Array;
  private readonly made = new Float64Array(BLOCK);

  constructor(
    private readonly source: PointSource,
    private readonly transform: Transform,
    columns: number,
  ) {
    this.pyramid = new Pyramid(columns);
    this.states = new Float64Array(transform.start.length * 16);
    this.state = Float64Array.from(transform.start);
  }

  column(name: XColumn): number {
    return this.source.column(name);
  }

  /**
   * Takes in what the source has got since; false if it is not through, because `until` (a time of `performance.now`)
   * has come or because points have yet to be fetched from disk. Calling again goes on.
   */
  extend(until: number): boolean {
    for (let turn = 0; this.length < this.source.length; turn++) {
      if (turn % TURN === TURN - 1 && performance.now() > until) return false;
      const index = Math.floor(this.length / BLOCK);
      const block = this.source.block(index);
      if (!block) return false;
      const from = this.length % BLOCK;
      if (from === 0) this.save(index);
      const made = this.made.subarray(from, block.y.length);
      this.transform.apply(block.y.subarray(from), made, this.state);
      this.pyramid.add(this.made, block.x, from, block.y.length);
      this.length += made.length;
    }
    return true;
  }

  block(index: number): Block | null {
    const block = this.source.block(index);
    if (!block) return null;
    const size = this.transform.start.length;
    const count = Math.min(block.y.length, this.length - index * BLOCK);
    const y = new Float64Array(Math.max(0, count));
    this.transform.apply(block.y.subarray(0, y.length), y, this.states.slice(index * size, (index + 1) * size));
    return { y, x: block.x.map((values) => values.subarray(0, y.length)) };
  }

  private save(index: number): void {
    const size = this.transform.start.length;
    if ((index + 1) * size > this.states.length) {
      const grown = new Float64Array(this.states.length * 2);
      grown.set(this.states);
      this.states = grown;
    }
    this.states.set(this.state, index * size);
  }
}
