/** The TypeScript that reads a file of the notebook in a cell, chosen by the file's name. */

/** Names that cells already have; a variable of that name would hide them. */
const taken = new Set(['tf', 'display', 'progress', 'input', 'chart', 'files', 'data', 'train', 'runtime', 'secrets', 'tfvis', 'console']);
const reserved = new Set(['class', 'const', 'default', 'delete', 'export', 'function', 'import', 'new', 'return', 'this', 'typeof', 'var', 'with']);

export type FileKind = 'table' | 'idx' | 'json' | 'image' | 'text' | 'bytes';

export function fileKind(name: string): FileKind {
  const plain = name.toLowerCase().replace(/\.gz$/, '');
  if (/\.(csv|tsv)$/.test(plain)) return 'table';
  if (/(\.idx|[-.]ubyte|\.idx\d-\w+)$/.test(plain)) return 'idx';
  if (plain !== name.toLowerCase()) return 'bytes';
  if (/\.(json|geojson)$/.test(plain)) return 'json';
  if (/\.(png|jpe?g|gif|webp|avif|bmp)$/.test(plain)) return 'image';
  if (/\.(txt|md|log|ya?ml|toml|ini|xml|html?|css|m?[jt]s|py|svg|jsonl|ndjson)$/.test(plain)) return 'text';
  return 'bytes';
}

export function readingCode(name: string): string {
  const text = `'${name.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
  const variable = variableFor(name);
  switch (fileKind(name)) {
    case 'table':
      return `const ${variable} = await data.csv(${text});\n${variable}`;
    case 'idx':
      return `const ${variable} = await data.idx(${text});\n${variable}`;
    case 'json':
      return `const ${variable} = await files.json(${text});\n${variable}`;
    case 'image':
      return `const ${variable} = tf.browser.fromPixels(await createImageBitmap(new Blob([await files.bytes(${text})])));\n${variable}`;
    case 'text':
      return `const ${variable} = await files.text(${text});\n${variable}`;
    case 'bytes':
      return `const ${variable} = await files.bytes(${text});\n${variable}`;
  }
}

/** A variable's name from a file's: "train-images-idx3-ubyte.gz" gives `trainImages`. */
export function variableFor(name: string): string {
  const stem = name.replace(/\.gz$/i, '').replace(/\.[^.]*$/, '').replace(/[-.]?idx\d[-.]?ubyte$/i, '').replace(/[-.]ubyte$/i, '');
  const words = stem.normalize('NFKD').replace(/\p{M}/gu, '').split(/[^A-Za-z0-9]+/).filter(Boolean);
  const camel = words
    .map((word, index) => (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join('');
  if (camel === '') return 'content';
  if (/^\d/.test(camel)) return `file${camel}`;
  return taken.has(camel) || reserved.has(camel) ? `${camel}File` : camel;
}
