/** Pictures of digits that are drawn here, by strokes that vary: data for examples and first tries, with no file. */

export interface DigitsOptions {
  /** Pictures; 1000 unless told. Digits come in turn, in a shuffled order. */
  readonly count?: number;
  /** Pixels a side; 28 unless told. */
  readonly size?: number;
  /** The same pictures for the same seed; 0 unless told. */
  readonly seed?: number;
  /** How much is drawn astray, and how grainy it is: 0 for clean digits, 1 unless told. */
  readonly noise?: number;
}

export interface DrawnDigits {
  /** [count, size, size], 0 for paper to 1 for ink, row by row. */
  readonly pixels: Float32Array<ArrayBuffer>;
  /** [count], 0–9. */
  readonly labels: Int32Array<ArrayBuffer>;
}

type Point = readonly [x: number, y: number];

/** Points of an ellipse's arc, from one angle to another, in turns clockwise from the right. */
function arc(x: number, y: number, rx: number, ry: number, from: number, to: number): Point[] {
  const steps = 12;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = 2 * Math.PI * (from + ((to - from) * step) / steps);
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}

/** Strokes of each digit in a square of −1 to 1, y downwards. */
const STROKES: readonly (readonly (readonly Point[])[])[] = [
  [arc(0, 0, 0.55, 0.9, 0, 1)],
  [[[-0.35, -0.5], [0.1, -0.9], [0.1, 0.9]]],
  [[...arc(0, -0.4, 0.5, 0.5, -0.5, 0.1), [-0.55, 0.9], [0.6, 0.9]]],
  [[...arc(-0.05, -0.45, 0.5, 0.45, -0.45, 0.25), ...arc(-0.05, 0.45, 0.58, 0.47, -0.25, 0.42)]],
  [[[0.2, -0.9], [-0.6, 0.3], [0.65, 0.3]], [[0.3, -0.15], [0.3, 0.9]]],
  [[[0.5, -0.9], [-0.4, -0.9], [-0.45, -0.1], ...arc(-0.05, 0.35, 0.6, 0.55, -0.34, 0.4)]],
  [[[0.35, -0.9], [-0.3, -0.2], ...arc(0, 0.4, 0.5, 0.5, 0.5, 1.5)]],
  [[[-0.55, -0.9], [0.55, -0.9], [-0.15, 0.9]]],
  [arc(0, -0.45, 0.42, 0.43, 0.25, 1.25), arc(0, 0.42, 0.53, 0.48, -0.25, 0.75)],
  [[...arc(0, -0.4, 0.5, 0.5, 1, 0), [0.42, 0.2], [0.15, 0.9]]],
];

/** @throws RangeError naming the option that cannot be */
export function drawDigits({ count = 1000, size = 28, seed = 0, noise = 1 }: DigitsOptions = {}): DrawnDigits {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`count of data.digits is a whole number from 1 on; here is ${String(count)}`);
  if (!Number.isInteger(size) || size < 8 || size > 256) throw new RangeError(`size of data.digits is a whole number of pixels from 8 to 256; here is ${String(size)}`);
  if (!(noise >= 0 && noise <= 5)) throw new RangeError(`noise of data.digits is a number from 0 to 5; here is ${String(noise)}`);
  if (!Number.isFinite(seed)) throw new RangeError(`seed of data.digits is a number; here is ${String(seed)}`);
  const random = randomNumbers(seed);
  const labels = Int32Array.from({ length: count }, (_, index) => index % 10);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [labels[last], labels[other]] = [labels[other] as number, labels[last] as number];
  }
  const pixels = new Float32Array(count * size * size);
  labels.forEach((label, index) => drawOne(pixels.subarray(index * size * size, (index + 1) * size * size), size, STROKES[label] ?? [], noise, random));
  return { pixels, labels };
}

function drawOne(into: Float32Array, size: number, strokes: readonly (readonly Point[])[], noise: number, random: () => number): void {
  /** Uniform in ± `most`, more where there is more noise. */
  const astray = (most: number): number => (2 * random() - 1) * most * noise;
  const [turn, lean, wide, tall, right, down] = [astray(0.2), astray(0.2), 1 + astray(0.15), 1 + astray(0.1), astray(0.1), astray(0.1)];
  const thickness = 0.13 + astray(0.045);
  const grain = 0.06 * noise;
  // Ends and bends of strokes move, and neighbours with them.
  const place = ([x, y]: Point, [dx, dy]: Point): Point => {
    const [px, py] = [(x + dx) * wide + lean * (y + dy), (y + dy) * tall];
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    return [0.72 * (cos * px - sin * py) + right, 0.72 * (sin * px + cos * py) + down];
  };
  const drawn = strokes.map((stroke) => {
    const [begin, end]: readonly [Point, Point] = [[astray(0.09), astray(0.09)], [astray(0.09), astray(0.09)]];
    return stroke.map((point, index) => {
      const share = stroke.length === 1 ? 0 : index / (stroke.length - 1);
      return place(point, [begin[0] * (1 - share) + end[0] * share, begin[1] * (1 - share) + end[1] * share]);
    });
  });
  const soft = 2 / size;
  const reach = thickness + soft;
  const nearest = new Float32Array(size * size).fill(Infinity);
  for (const stroke of drawn) for (let index = 1; index < stroke.length; index++) approach(nearest, size, reach, stroke[index - 1] as Point, stroke[index] as Point);
  nearest.forEach((squared, pixel) => {
    const ink = Math.min(1, Math.max(0, (thickness + soft / 2 - Math.sqrt(squared)) / soft));
    into[pixel] = Math.min(1, Math.max(0, ink + (grain === 0 ? 0 : (random() + random() - 1) * grain)));
  });
}

/** Squared distances of pixels' centres to a segment, where it is nearer than what was; of pixels within `reach` alone. */
function approach(nearest: Float32Array, size: number, reach: number, [ax, ay]: Point, [bx, by]: Point): void {
  const first = (least: number): number => Math.max(0, Math.floor(((least - reach + 1) * size) / 2));
  const last = (most: number): number => Math.min(size - 1, Math.ceil(((most + reach + 1) * size) / 2));
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy || 1;
  for (let row = first(Math.min(ay, by)); row <= last(Math.max(ay, by)); row++) {
    const y = (2 * (row + 0.5)) / size - 1;
    for (let column = first(Math.min(ax, bx)); column <= last(Math.max(ax, bx)); column++) {
      const x = (2 * (column + 0.5)) / size - 1;
      const share = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
      const squared = (ax + share * dx - x) ** 2 + (ay + share * dy - y) ** 2;
      if (squared < (nearest[row * size + column] as number)) nearest[row * size + column] = squared;
    }
  }
}

/** Uniform in [0, 1): mulberry32, a generator of 32 bits of state. */
function randomNumbers(seed: number): () => number {
  let state = Math.imul(Math.floor(seed) ^ 0x9e3779b9, 0x85ebca6b) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
