/**
 * Sine, cosine and tangent to a few units in the last place, for shaders. WGSL and GLSL allow the built-in ones an
 * absolute error of 2⁻¹¹, and drivers use it, so gradients and positions drifted from the other devices.
 *
 * The argument is reduced to [-π/4, π/4] by π/2 in three parts (Cody and Waite), the polynomials are the single-precision
 * ones of Cephes (Moshier). Beyond 8192 the parts no longer suffice and the built-in function answers.
 */
const NAMES = ['sin', 'cos', 'tan'] as const;

type Language = 'wgsl' | 'glsl';

/** Definitions of `exact_sin`, `exact_cos` and `exact_tan` of one float. */
export function trigonometry(language: Language): string {
  const isWgsl = language === 'wgsl';
  const float = (name: string, value: string): string => (isWgsl ? `  let ${name} = ${value};` : `  float ${name} = ${value};`);
  const integer = isWgsl ? '  let quadrant = i32(k) & 3;' : '  int quadrant = int(k) & 3;';
  const nearest = isWgsl ? 'round(x * 0.63661977)' : 'floor(x * 0.63661977 + 0.5)';
  const choose = (no: string, yes: string, when: string): string => (isWgsl ? `select(${no}, ${yes}, ${when})` : `((${when}) ? ${yes} : ${no})`);
  const results: Readonly<Record<(typeof NAMES)[number], string>> = {
    sin: `${choose('s', 'c', '(quadrant & 1) == 1')} * ${choose('1.0', '-1.0', 'quadrant >= 2')}`,
    cos: `${choose('c', 's', '(quadrant & 1) == 1')} * ${choose('1.0', '-1.0', 'quadrant == 1 || quadrant == 2')}`,
    tan: choose('s / c', '-c / s', '(quadrant & 1) == 1'),
  };
  return NAMES.map((name) =>
    [
      isWgsl ? `fn exact_${name}(x : f32) -> f32 {` : `float exact_${name}(float x) {`,
      `  if (!(abs(x) <= 8192.0)) { return ${name}(x); }`,
      float('k', nearest),
      integer,
      float('r', '((x - k * 1.5703125) - k * 4.837512969970703e-4) - k * 7.549789948768648e-8'),
      float('z', 'r * r'),
      float('s', 'r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4))'),
      float('c', '1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5))'),
      `  return ${results[name]};`,
      '}',
    ].join('\n'),
  ).join('\n');
}

/** Uses them in a stock shader of one unary operation on `argument`. */
export function mendTrigonometry(code: string, language: Language): string {
  const [head, argument] = language === 'wgsl' ? [/fn unaryOperation\(a : f32\)/, 'a'] : [/(?:float|vec4) unaryOperation\((?:float|vec4) x\)/, 'x'];
  const call = new RegExp(`\\b(sin|cos|tan)\\(${argument}\\)`, 'g');
  const start = head.exec(code)?.index;
  if (start === undefined || !call.test(code)) return code;
  const isPacked = code.startsWith('vec4', start);
  const mended = code.slice(start).replace(call, (_, name: string) =>
    isPacked ? `vec4(${['r', 'g', 'b', 'a'].map((part) => `exact_${name}(x.${part})`).join(', ')})` : `exact_${name}(${argument})`,
  );
  return `${code.slice(0, start)}${trigonometry(language)}\n${mended}`;
}
