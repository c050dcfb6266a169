/** The global `tfvis`: what code written for tfjs-vis calls, drawn in the outputs of the cell. */
import { newId } from '../../../base/ids';
import type { ChartSink } from '../../../charts/sink';
import type { Slots } from '../figures/sink';
import { visMetrics, type VisMetrics } from './metrics';
import { createRender, type VisRender } from './render';
import { createShow, type VisShow } from './show';
import { Surfaces, type Surface } from './surfaces';

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

export interface TfVis {
  visor(): Visor;
  readonly render: VisRender;
  readonly show: VisShow;
  readonly metrics: VisMetrics;
}

export interface TfVisParts {
  readonly slots: Slots;
  readonly charts: Pick<ChartSink, 'points'>;
  /** The run is not over before this is. */
  readonly pending: (work: Promise<void>) => void;
}

export function createTfVis({ slots, charts, pending }: TfVisParts): TfVis {
  const surfaces = new Surfaces({ slots, newId, pending, wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) });
  const render = createRender(slots, surfaces);
  let isOpen = true;
  const visor: Visor = {
    get el() {
      return surfaces.surface({ name: 'Visor' }).container;
    },
    surface: (options) => surfaces.surface(options),
    surfaceList: () => surfaces.all.map(({ name, tab }) => ({ name, tab })),
    isOpen: () => isOpen,
    isFullscreen: () => false,
    // Outputs are always there; the state is kept for code that asks for it.
    open: () => void (isOpen = true),
    close: () => void (isOpen = false),
    toggle: () => void (isOpen = !isOpen),
    toggleFullScreen: () => undefined,
    bindKeys: () => undefined,
    unbindKeys: () => undefined,
    setActiveTab: () => undefined,
  };
  return { visor: () => visor, render, show: createShow({ slots, surfaces, points: charts, render, newId }), metrics: visMetrics };
}
