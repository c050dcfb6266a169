/** Pure: the panel that tfvis draws in. It keeps what was last drawn in each surface until the kernel ends, whatever becomes of the cells' outputs. */
import type { JsonObject } from '../base/json';
import type { MimeBundle } from '../base/mime';
import type { OutputBody, SurfaceStyles, VisorChange } from '../protocol/kernel';

export interface VisorState {
  /** In the order in which they were first drawn. */
  readonly surfaces: readonly VisorSurface[];
  /** The tab on show; null for the first. */
  readonly tab: string | null;
  /** What a cell asked for last; a new object each time. */
  readonly asked: { readonly open: boolean } | null;
  readonly isOpen: boolean;
  /** Nearly as wide as the page. */
  readonly isFull: boolean;
  /** Whether the key ` opens and closes the panel, and ~ widens it. */
  readonly hasKeys: boolean;
  /** Surfaces went with their kernel, and none has been drawn since. */
  readonly cleared: boolean;
}

/** One name in one tab, whichever cells draw in it. */
export interface VisorSurface {
  readonly tab: string;
  readonly name: string;
  /** The run that drew here last: what earlier ones drew makes room. */
  readonly runId: string;
  readonly parts: readonly VisorPart[];
  readonly styles?: SurfaceStyles;
}

export interface VisorPart {
  readonly part: string;
  readonly displayId: string;
  /** Null until something is drawn. */
  readonly shown: { readonly data: MimeBundle; readonly metadata: JsonObject } | null;
}

export const emptyVisor: VisorState = { surfaces: [], tab: null, asked: null, isOpen: false, isFull: false, hasKeys: true, cleared: false };

export function changeVisor(visor: VisorState, change: VisorChange, runId: string): VisorState {
  switch (change.kind) {
    case 'surface':
      return { ...visor, cleared: false, surfaces: withPart(visor.surfaces, change, runId) };
    case 'show':
      return { ...visor, asked: { open: change.open } };
    case 'tab':
      return { ...visor, tab: change.tab };
    case 'full':
      return { ...visor, isFull: change.on };
    case 'keys':
      return { ...visor, hasKeys: change.bound };
    default:
      return change satisfies never;
  }
}

function withPart(surfaces: readonly VisorSurface[], { tab, name, part, displayId, styles }: VisorChange & { kind: 'surface' }, runId: string): readonly VisorSurface[] {
  const known = surfaces.find((surface) => surface.tab === tab && surface.name === name);
  const before = known?.parts.find((one) => one.part === part);
  // What stands there stays until the new run has drawn.
  const fresh: VisorPart = { part, displayId, shown: before?.shown ?? null };
  const parts = known?.runId !== runId ? [fresh] : before === undefined ? [...known.parts, fresh] : known.parts.map((one) => (one === before ? fresh : one));
  const wanted = styles ?? known?.styles;
  const next: VisorSurface = { tab, name, runId, parts, ...(wanted && { styles: wanted }) };
  return known === undefined ? [...surfaces, next] : surfaces.map((surface) => (surface === known ? next : surface));
}

/** The last to draw under an id wins. */
export function drawInVisor(visor: VisorState, output: OutputBody): VisorState {
  if ((output.type !== 'display' && output.type !== 'update') || output.displayId === null) return visor;
  const { displayId, data, metadata } = output;
  const holds = (surface: VisorSurface): boolean => surface.parts.some((part) => part.displayId === displayId);
  if (!visor.surfaces.some(holds)) return visor;
  const drawn = (part: VisorPart): VisorPart => (part.displayId === displayId ? { ...part, shown: { data, metadata } } : part);
  return { ...visor, surfaces: visor.surfaces.map((surface) => (holds(surface) ? { ...surface, parts: surface.parts.map(drawn) } : surface)) };
}

/** Surfaces live as long as the kernel that drew them; whether the panel is open, and how wide, is the reader's. */
export const withoutSurfaces = ({ surfaces, isOpen, isFull, cleared }: VisorState): VisorState => ({ ...emptyVisor, isOpen, isFull, cleared: cleared || surfaces.length > 0 });
