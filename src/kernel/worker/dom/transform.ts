/** The `transform` attribute of SVG as a matrix. */

/** x' = a·x + c·y + e, y' = b·x + d·y + f. */
export interface Matrix {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export const identity: Matrix = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** First `n`, then `m`. */
export const times = (m: Matrix, n: Matrix): Matrix => ({
  a: m.a * n.a + m.c * n.b,
  b: m.b * n.a + m.d * n.b,
  c: m.a * n.c + m.c * n.d,
  d: m.b * n.c + m.d * n.d,
  e: m.a * n.e + m.c * n.f + m.e,
  f: m.b * n.e + m.d * n.f + m.f,
});

export function parseTransform(text: string | null): Matrix {
  let matrix = identity;
  for (const [, name = '', list = ''] of (text ?? '').matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    matrix = times(matrix, stepOf(name, list.split(/[\s,]+/).filter((word) => word !== '').map(parseFloat)));
  }
  return matrix;
}

function stepOf(name: string, [p = 0, q, r = 0, s = 0, t = 0, u = 0]: readonly number[]): Matrix {
  const radians = (p * Math.PI) / 180;
  switch (name) {
    case 'translate':
      return { ...identity, e: p, f: q ?? 0 };
    case 'scale':
      return { ...identity, a: p, d: q ?? p };
    case 'rotate': {
      const turn: Matrix = { a: Math.cos(radians), b: Math.sin(radians), c: -Math.sin(radians), d: Math.cos(radians), e: 0, f: 0 };
      if (q === undefined) return turn;
      return times(times({ ...identity, e: q, f: r }, turn), { ...identity, e: -q, f: -r });
    }
    case 'skewX':
      return { ...identity, c: Math.tan(radians) };
    case 'skewY':
      return { ...identity, b: Math.tan(radians) };
    case 'matrix':
      return { a: p, b: q ?? 0, c: r, d: s, e: t, f: u };
    default:
      return identity;
  }
}
