/** The global `tfvis`: what code written for tfjs-vis calls, drawn in the outputs of the cell and, by tab and name, in the panel "Visor". */
import { newId } from '../../../base/ids';
import { alreadyDrawn } from '../../../charts/already-drawn';
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
  /** Of tfjs-vis, whose functions these are like. */
  readonly version_vis: string;
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
    elements: memory.elements,
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    announce(part) {
      memory.surfaces.set(`${part.tab}\n${part.name}`, { name: part.name, tab: part.tab });
      const key = JSON.stringify([part.displayId, part.styles]);
      if (told.has(key)) return;
      told.add(key);
      tell({ kind: 'surface', ...part });
    },
  });
  const render = createRender(slots, surfaces);
  const visor = createVisor({ surfaces, memory, tell });
  return { visor: () => visor, render: silent(render), show: silent(createShow({ slots, surfaces, points: charts, render, newId })), metrics: visMetrics, version_vis: '1.5.1' };
}

/** The same functions, whose promises are not shown as the last value of a cell: examples do not await them. */
function silent<T extends object>(functions: T): T {
  const own = Object.entries(functions) as [string, (...given: unknown[]) => object][];
  return Object.fromEntries(own.map(([name, draw]) => [name, (...given: unknown[]) => alreadyDrawn(draw(...given))])) as T;
}
