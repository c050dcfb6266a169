import { err, ok } from '../../base/result';
import type { Result } from '../../base/result';
import type { FileError } from './errors';

/** Bytes of UTF-8 that every file system takes. */
const maxNameBytes = 255;
const partialPrefix = '.gradbook-partial-';

/** In a notebook's folder, what the program keeps for itself: lists of files pass over it. */
export const HIDDEN_FOLDER = '.gradbook';

/** A name as it is stored: NFC, so that "é" typed on any system finds the same file. */
export function fileName(name: string): Result<string, FileError> {
  const normal = name.normalize('NFC');
  const reason = whyNot(normal);
  return reason === null ? ok(normal) : err({ kind: 'bad-name', name, reason });
}

function whyNot(name: string): string | null {
  if (name.trim() === '') return 'it is empty';
  if (name === '.' || name === '..') return 'it stands for a folder';
  if (/[/\\]/.test(name)) return 'a name may not contain / or \\';
  if (/\p{Cc}/u.test(name)) return 'it contains a control character';
  if (/\p{Cs}/u.test(name)) return 'it contains half a character (a lone surrogate)';
  if (isPartial(name)) return `names that start with '${partialPrefix}' are kept for uploads under way`;
  if (new TextEncoder().encode(name).length > maxNameBytes) return `it is longer than ${maxNameBytes} bytes`;
  return null;
}

/** Where the bytes of an upload wait until all are there. */
export const partialName = (id: string): string => partialPrefix + id;
export const isPartial = (name: string): boolean => name.startsWith(partialPrefix);

/** "data.csv" → "data (2).csv", "data (3).csv", … until `taken` says no. */
export function freeName(name: string, taken: (name: string) => boolean): string {
  const dot = name.lastIndexOf('.');
  const cut = dot > 0 ? dot : name.length;
  let candidate = name;
  for (let count = 2; taken(candidate); count++) candidate = `${name.slice(0, cut)} (${count})${name.slice(cut)}`;
  return candidate;
}
