/** Draws a spec into an element. Everything of Vega on the page is behind this file, which loads with the first spec. */
import { loader, parse, View, type LoggerInterface, type Runtime, type Spec } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { ChartTheme } from '../../../charts/theme';
import { guardedLoader, type Refusal } from './resources';
import type { VegaSpec } from './spec';
import { liteConfig, vegaConfig } from './theme';

export interface VegaDrawing {
  readonly refusals: readonly Refusal[];
  /** What Vega said was wrong while it drew all the same. */
  readonly complaints: readonly string[];
  dispose(): void;
}

export interface VegaOptions {
  readonly theme: ChartTheme;
  /** Whether data and pictures may be fetched. */
  readonly network: boolean;
}

/** Drags go on outside the drawing and its width follows the page's; keys and all else are none of its business. */
const WINDOW_EVENTS = ['resize', 'mousemove', 'mouseup', 'pointermove', 'pointerup', 'touchmove', 'touchend'];

/** @throws Error saying what is wrong with the spec. */
export async function drawVega(host: HTMLElement, { language, spec }: VegaSpec, { theme, network }: VegaOptions): Promise<VegaDrawing> {
  const refusals: Refusal[] = [];
  const complaints: string[] = [];
  const logger = complaining((complaint) => {
    if (!complaints.includes(complaint)) complaints.push(complaint);
  });
  // The libraries say themselves what is wrong with a spec.
  const vega = language === 'vega-lite' ? compile(spec as unknown as TopLevelSpec, { config: liteConfig(theme), logger }).spec : (spec as unknown as Spec);
  // The page allows no evaluated code: expressions are kept as trees and interpreted.
  const runtime: Runtime & { eventConfig?: object } = parse(vega, vegaConfig(theme), { ast: true });
  // After the spec's own settings, which may not take these back.
  runtime.eventConfig = { bind: 'container', window: WINDOW_EVENTS, selector: false, globalCursor: false };
  const view = new View(runtime, {
    renderer: 'svg',
    container: host,
    hover: true,
    expr: expressionInterpreter,
    loader: guardedLoader(loader(), network, (refusal) => refusals.push(refusal)),
    logger,
  });
  try {
    await view.runAsync();
  } catch (error) {
    view.finalize();
    throw error;
  }
  return { refusals, complaints, dispose: () => view.finalize() };
}

function complaining(complain: (complaint: string) => void): LoggerInterface {
  const say = (...words: readonly unknown[]): LoggerInterface => {
    complain(words.map((word) => (word instanceof Error ? word.message : String(word))).join(' '));
    return logger;
  };
  const hush = (): LoggerInterface => logger;
  function level(): number;
  function level(wanted: number): LoggerInterface;
  function level(wanted?: number): number | LoggerInterface {
    return wanted === undefined ? 2 : logger;
  }
  const logger: LoggerInterface = { level, error: say, warn: say, info: hush, debug: hush };
  return logger;
}
