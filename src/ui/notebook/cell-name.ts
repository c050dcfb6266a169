import type { Cell } from '../../notebook/types';

const NAMES = { code: 'Code cell', markdown: 'Text cell', raw: 'Raw cell' } as const;

/** `number` is its place in the notebook, from 1. */
export const cellName = (cell: Cell, number: number): string => `${NAMES[cell.type]} ${number}`;
