/** Pure: the panel that tfvis draws in. It keeps what was last drawn in each surface until the kernel ends, whatever becomes of the cells' outputs. */
import type { JsonObject } from '../base/json';
import type { MimeBundle } from '../base/mime';
import type { OutputBody, VisorChange } from '../protocol/kernel';

export interface VisorState {
  /** In the order in which they were first drawn. */
  readonly surfaces: readonly VisorSurface[];
  /** The tab on show; null for the first. */
  readonly tab: string | null;
  /** What a cell asked for last; a new object each time. */
  readonly asked: { readonly open: boolean } | null;
  readonly isOpen: boolean;
  /** Surfaces went with their kernel, and none has been drawn since. */
  readonly cleared: boolean;
}

/** One name in one tab, whichever cells draw in it. */
export interface VisorSurface {
  readonly tab: string;
  readonly name: string;
  readonly parts: readonly VisorPart[];
}

export interface VisorPart {
  readonly displayId: string;
  /** Null until something is drawn. */
  readonly shown: { readonly data: MimeBundle; readonly metadata: JsonObject } | null;
}

export const emptyVisor: VisorState = { surfaces: [], tab: null, asked: null, isOpen: false, cleared: false };

export function changeVisor(visor: VisorState, change: VisorChange): VisorState {
  switch (change.kind) {
    case 'surface':
      return { ...visor, cleared: false, surfaces: withPart(visor.surfaces, change) };
    case 'show':
      return { ...visor, asked: { open: change.open } };
    case 'tab':
      return { ...visor, tab: change.tab };
    default:
      return change satisfies never;
  }
}

function withPart(surfaces: readonly VisorSurface[], { tab, name, displayId }: VisorChange & { kind: 'surface' }): readonly VisorSurface[] {
  const fresh: VisorPart = { displayId, shown: null };
  const known = surfaces.find((surface) => surface.tab === tab && surface.name === name);
  if (known === undefined) return [...surfaces, { tab, name, parts: [fresh] }];
  if (known.parts.some((part) => part.displayId === displayId)) return surfaces;
  return surfaces.map((surface) => (surface === known ? { ...surface, parts: [...surface.parts, fresh] } : surface));
}

/** The last to draw under an id wins, from whichever cell. */
export function drawInVisor(visor: VisorState, output: OutputBody): VisorState {
  if ((output.type !== 'display' && output.type !== 'update') || output.displayId === null) return visor;
  const { displayId, data, metadata } = output;
  const holds = (surface: VisorSurface): boolean => surface.parts.some((part) => part.displayId === displayId);
  if (!visor.surfaces.some(holds)) return visor;
  const drawn = (part: VisorPart): VisorPart => (part.displayId === displayId ? { displayId, shown: { data, metadata } } : part);
  return { ...visor, surfaces: visor.surfaces.map((surface) => (holds(surface) ? { ...surface, parts: surface.parts.map(drawn) } : surface)) };
}

/** Surfaces live as long as the kernel that drew them; whether the panel is open is the reader's. */
export const withoutSurfaces = ({ surfaces, isOpen, cleared }: VisorState): VisorState => ({ ...emptyVisor, isOpen, cleared: cleared || surfaces.length > 0 });
