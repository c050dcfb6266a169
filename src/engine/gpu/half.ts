/**
 * Products of matrices and convolutions in half precision: the tiles that threads share hold float16, which halves the
 * traffic of the inner loop and lets hardware multiply in float16; sums stay float32, as do tensors.
 */

const TILES = /var<workgroup> (mm_[AB]sub) : array<array<(vec[34]<f32>|f32), ([^>]+)>, (\d+)>;/g;

/** WGSL with tiles of float16; null for shaders that have no tiles of a product. */
export function halved(code: string): string | null {
  if (code.search(TILES) < 0) return null;
  let body = code;
  const types: Record<string, string> = {};
  body = body.replace(TILES, (_, name: string, type: string, width: string, height: string) => {
    types[name] = type;
    return `var<workgroup> ${name} : array<array<${type.replace('f32', 'f16')}, ${width}>, ${height}>;`;
  });
  for (const [name, type] of Object.entries(types)) {
    const half = type.replace('f32', 'f16');
    // What is written is narrowed: beyond 65504 it becomes infinite, which loss scaling looks for.
    body = body.replace(new RegExp(`(${name}\\[[^;]*?\\]\\[[^;]*?\\]) = ([^;]+);`, 'g'), (_, place: string, value: string) => `${place} = ${half}(${value});`);
    // What is read is widened before it is multiplied and added.
    body = body.replace(new RegExp(`= (${name}\\[[^;]*?\\]\\[[^;]*?\\]);`, 'g'), (_, place: string) => `= ${type}(${place});`);
  }
  return `enable f16;\n${body}`;
}
