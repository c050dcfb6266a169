/** `tfvis.visor()`: the panel beside the notebook in which surfaces are shown, too. */
import type { VisorChange } from '../../../protocol/kernel';
import type { Surface, SurfaceInfo, Surfaces } from './surfaces';

/** What the cells of a kernel share of the panel. */
export interface VisorMemory {
  /** As the page last told, or a cell asked. */
  isOpen: boolean;
  isFull: boolean;
  /** Those of all cells, by tab and name. */
  readonly surfaces: Map<string, { readonly name: string; readonly tab: string }>;
  /** Elements of the surfaces that cells hold. */
  readonly elements: WeakMap<object, { readonly name: string; readonly tab: string }>;
}

export const createVisorMemory = (): VisorMemory => ({ isOpen: false, isFull: false, surfaces: new Map(), elements: new WeakMap() });

export interface Visor {
  readonly el: object;
  surface(options: SurfaceInfo): Surface;
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
    isFullscreen: () => memory.isFull,
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!memory.isOpen),
    toggleFullScreen() {
      memory.isFull = !memory.isFull;
      tell({ kind: 'full', on: memory.isFull });
    },
    bindKeys: () => tell({ kind: 'keys', bound: true }),
    unbindKeys: () => tell({ kind: 'keys', bound: false }),
    setActiveTab(tab) {
      const tabs = [...new Set(Array.from(memory.surfaces.values(), (surface) => surface.tab))];
      if (!tabs.includes(tab)) throw new RangeError(`the visor has no tab '${tab}'; ${tabs.length === 0 ? 'it has none yet: draw in a surface first' : `its tabs are: ${tabs.join(', ')}`}`);
      tell({ kind: 'tab', tab });
    },
  };
}
