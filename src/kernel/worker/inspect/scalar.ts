import type { PrimitiveType } from '../../../protocol/inspect';

/** A primitive as a reader of code expects it; long strings are cut. */
export function scalarText(value: unknown, limit: number): string {
  switch (typeof value) {
    case 'string':
      return quoted(value, limit);
    case 'bigint':
      return `${value}n`;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    default:
      return String(value);
  }
}

export function scalarType(value: unknown): PrimitiveType {
  const type = typeof value;
  if (type === 'object' || type === 'function') return 'null';
  return type;
}

/** In double quotes, or in single ones where that saves escaping. */
function quoted(text: string, limit: number): string {
  const shown = text.length > limit ? text.slice(0, limit) : text;
  const json = JSON.stringify(shown);
  const body = shown.includes('"') && !shown.includes("'") ? `'${json.slice(1, -1).replaceAll('\\"', '"')}'` : json;
  return text.length > limit ? `${body}… (${text.length.toLocaleString('en')} characters)` : body;
}
