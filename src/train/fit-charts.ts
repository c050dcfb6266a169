import type { FitChartSpec, FitCharts, FitLogs, FitMoment } from './sink';

const validation = 'val_';
/** Metrics that are better the higher they are, by the names that TensorFlow.js and Keras give them. */
const rising = /acc|auc|precision|recall|f1|iou|r2|cosine/i;
const isLoss = (name: string): boolean => name === 'loss' || name.endsWith('_loss');

interface Panel {
  spec: FitChartSpec;
  phase: 'unseen' | 'open' | 'closed';
}

/**
 * The charts of a fit: losses in one, other metrics (if any) in a second. Batches give the curve over steps; the
 * validation of an epoch stands at the epoch's last step, dashed.
 */
export class FitChartPair {
  private readonly panels: { readonly loss: Panel; readonly metrics: Panel };
  /** Where each metric is drawn, of those that were. */
  private readonly drawn = new Map<string, Panel>();

  constructor(
    private readonly charts: FitCharts,
    private readonly group: string,
    private readonly smoothing: number,
  ) {
    this.panels = { loss: this.panel('loss', 'Loss'), metrics: this.panel('metrics', 'Metrics') };
  }

  batch(step: number, logs: FitLogs, moment: FitMoment): void {
    this.announce(logs, everything);
    for (const name in logs) this.draw(name, step, logs[name] as number, moment);
  }

  epoch(step: number, logs: FitLogs, moment: FitMoment): void {
    this.announce(logs, isValidation);
    for (const name in logs) if (isValidation(name)) this.draw(name, step, logs[name] as number, moment);
  }

  close(): void {
    for (const panel of [this.panels.loss, this.panels.metrics]) {
      if (panel.phase !== 'open') continue;
      panel.phase = 'closed';
      this.charts.close(panel.spec.chartId);
    }
  }

  private draw(name: string, step: number, value: number, moment: FitMoment): void {
    const panel = this.drawn.get(name);
    if (panel) this.charts.points(panel.spec.chartId, name, step, value, moment);
  }

  /** Charts that are closed, or do not know of a metric yet, hear of it first; most steps bring nothing new. */
  private announce(logs: FitLogs, takes: (name: string) => boolean): void {
    let isNews = false;
    for (const name in logs) if (takes(name)) isNews ||= this.drawn.get(name)?.phase !== 'open';
    if (!isNews) return;
    const names = Object.keys(logs).filter(takes);
    for (const panel of [this.panels.loss, this.panels.metrics]) {
      const own = names.filter((name) => this.panelOf(name) === panel);
      if (own.length === 0) continue;
      const added = own.filter((name) => !this.drawn.has(name));
      for (const name of added) this.drawn.set(name, panel);
      if (added.length === 0 && panel.phase === 'open') continue;
      panel.spec = { ...panel.spec, series: [...panel.spec.series, ...added.map((name) => this.series(name))] };
      if (panel.phase === 'unseen') this.charts.open(panel.spec);
      else this.charts.update(panel.spec);
      panel.phase = 'open';
    }
  }

  private panelOf(name: string): Panel {
    return isLoss(bare(name)) ? this.panels.loss : this.panels.metrics;
  }

  private series(name: string): FitChartSpec['series'][number] {
    const dashed = name.startsWith(validation);
    return { name, mark: 'line', dashed, smoothing: dashed ? 0 : this.smoothing, ...(dashed && { best: rising.test(name) ? ('max' as const) : ('min' as const) }) };
  }

  private panel(id: string, title: string): Panel {
    const spec: FitChartSpec = {
      chartId: `${this.group}-${id}`,
      title,
      x: { label: 'step', integer: true },
      y: {},
      group: this.group,
      series: [],
      live: true,
    };
    return { spec, phase: 'unseen' };
  }
}

const everything = (): boolean => true;
const isValidation = (name: string): boolean => name.startsWith(validation);
const bare = (name: string): string => (isValidation(name) ? name.slice(validation.length) : name);
