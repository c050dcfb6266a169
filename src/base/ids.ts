/** A random id of 12 hexadecimal digits; valid as an nbformat 4.5 cell id (1–64 of `[a-zA-Z0-9-_]`). */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
