/** `tfvis.visor()`: the panel beside the notebook in which surfaces are shown, too. */
import type { VisorChange } from '../../../protocol/kernel';
import type { Surface, Surfaces } from './surfaces';

/** What the cells of a kernel share of the panel. */
export interface VisorMemory {
  /** As the page last told, or a cell asked. */
  isOpen: boolean;
  /** Those of all cells, by tab and name. */
  readonly surfaces: Map<string, { readonly name: string; readonly tab: string }>;
}

export const createVisorMemory = (): VisorMemory => ({ isOpen: false, surfaces: new Map() });

export interface Visor {
  readonly el: object;
  surface(options: { readonly name: string; readonly tab?: string; readonly styles?: unknown }): Surface;
  surfaceList(): readonly { readonly name: string; readonly tab: string }[];
  isOpen(): boolean;
  isFullscreen(): boolean;
  open(): void;
  close(): void;
  toggle(): void;
  toggleFullScreen(): void;
  bindKeys(): void;
  unbindKeys(): void;
  setActiveTab(tab: string): void;
}

export interface VisorParts {
  readonly surfaces: Surfaces;
  readonly memory: VisorMemory;
  readonly tell: (change: VisorChange) => void;
}

export function createVisor({ surfaces, memory, tell }: VisorParts): Visor {
  const show = (open: boolean): void => {
    memory.isOpen = open;
    tell({ kind: 'show', open });
  };
  return {
    get el() {
      return surfaces.surface({ name: 'Visor' }).container;
    },
    surface: (options) => surfaces.surface(options),
    surfaceList: () => [...memory.surfaces.values()].map(({ name, tab }) => ({ name, tab })),
    isOpen: () => memory.isOpen,
    isFullscreen: () => false,
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!memory.isOpen),
    // The panel has its own width, and keys of the page are the reader's.
    toggleFullScreen: () => undefined,
    bindKeys: () => undefined,
    unbindKeys: () => undefined,
    setActiveTab(tab) {
      const tabs = [...new Set(Array.from(memory.surfaces.values(), (surface) => surface.tab))];
      if (!tabs.includes(tab)) throw new RangeError(`the visor has no tab '${tab}'; ${tabs.length === 0 ? 'it has none yet: draw in a surface first' : `its tabs are: ${tabs.join(', ')}`}`);
      tell({ kind: 'tab', tab });
    },
  };
}
