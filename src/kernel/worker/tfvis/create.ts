/** The global `tfvis`: what code written for tfjs-vis calls, drawn in the outputs of the cell and, by tab and name, in the panel "Visor". */
import { newId } from '../../../base/ids';
import type { ChartSink } from '../../../charts/sink';
import type { VisorChange } from '../../../protocol/kernel';
import type { Slots } from '../figures/sink';
import { visMetrics, type VisMetrics } from './metrics';
import { createRender, type VisRender } from './render';
import { createShow, type VisShow } from './show';
import { Surfaces } from './surfaces';
import { createVisor, type Visor, type VisorMemory } from './visor';

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
  /** What other cells know of the panel. */
  readonly memory: VisorMemory;
  readonly tell: (change: VisorChange) => void;
}

export function createTfVis({ slots, charts, pending, memory, tell }: TfVisParts): TfVis {
  const told = new Set<string>();
  const surfaces = new Surfaces({
    slots,
    newId,
    pending,
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    announce(tab, name, displayId) {
      memory.surfaces.set(`${tab}\n${name}`, { name, tab });
      if (told.has(displayId)) return;
      told.add(displayId);
      tell({ kind: 'surface', tab, name, displayId });
    },
  });
  const render = createRender(slots, surfaces);
  const visor = createVisor({ surfaces, memory, tell });
  return { visor: () => visor, render, show: createShow({ slots, surfaces, points: charts, render, newId }), metrics: visMetrics };
}
