/** States in words, as the top bar, the status bar and the lists say them. */
import type { KernelState, SaveState } from '../../session/types';
import type { DeviceKind, MemoryReport } from '../../protocol/kernel';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** "just now", "3 s ago", "5 min ago", "2 h ago", "yesterday", "on 3 May", "on 3 May 2024". Times in ms since the epoch. */
export function agoWords(at: number, now: number): string {
  const age = Math.max(0, now - at);
  if (age < second) return 'just now';
  if (age < minute) return `${Math.floor(age / second)} s ago`;
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  if (age < 12 * hour) return `${Math.floor(age / hour)} h ago`;
  const days = Math.round((startOfDay(now) - startOfDay(at)) / day);
  if (days === 0) return 'today';
  if (days === 1) return 'yesterday';
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return `on ${new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', ...(!sameYear && { year: 'numeric' }) })}`;
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

export function saveWords(save: SaveState, now: number): string {
  switch (save.phase) {
    case 'saved':
      return `Saved ${agoWords(save.at, now)}`;
    case 'dirty':
      return 'Edited';
    case 'saving':
      return 'Saving…';
    case 'failed':
      return 'Not saved';
    case 'unsaved-copy':
      return 'Copy, not saved';
    default:
      return save satisfies never;
  }
}

/** `cellNumber` counts cells from 1; null for a cell that is gone. */
export function kernelWords(kernel: KernelState, cellNumber: (cellId: string) => number | null): string {
  const cell = (id: string): string => {
    const number = cellNumber(id);
    return number === null ? 'a deleted cell' : `cell ${number}`;
  };
  switch (kernel.phase) {
    case 'starting':
      return 'Starting the kernel';
    case 'idle':
      return 'Ready';
    case 'busy':
      return `Running ${cell(kernel.cellId)}${kernel.queued > 0 ? `, ${kernel.queued} queued` : ''}`;
    case 'stopping':
      return `Stopping ${cell(kernel.cellId)}`;
    case 'switching':
      return `Switching to ${deviceWords(kernel.to)}`;
    case 'dead':
      return 'Kernel ended';
    default:
      return kernel satisfies never;
  }
}

export function deviceWords(kind: DeviceKind): string {
  return kind.toUpperCase();
}

/** Bytes in powers of 1,000, two or three digits: "812 B", "3.1 MB". */
export function byteWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text = unit > 0 && value < 9.95 ? value.toFixed(1) : String(Math.round(value));
  return `${text} ${units[unit] ?? ''}`;
}

export function memoryWords(memory: MemoryReport): string {
  return `${countWords(memory.tensors, 'tensor')}, ${byteWords(memory.bytes)}`;
}

/** "1 cell", "3,210 cells". */
export function countWords(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
