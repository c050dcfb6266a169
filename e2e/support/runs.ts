/** Runs as specs need them: made by training, or added in numbers. */
import type { Page } from '@playwright/test';
import type { MetricSeries, MetricSummary, TrackedRun } from '../../src/session/runs/types';

/** A cell that fits a small line; `lr` is that of SGD. */
export const fitCell = (lr: number, epochs = 3): string => `{
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: tf.train.sgd(${lr}), loss: 'meanSquaredError' });
  const x = tf.linspace(-1, 1, 32).reshape([32, 1]);
  await model.fit(x, x.mul(2).add(1), { epochs: ${epochs}, batchSize: 8, validationSplit: 0.25, verbose: 0 });
}`;

/** Adds finished runs "sample 1" to "sample COUNT" to the open notebook, each with 20 points of a loss and its own learning rate. */
export async function addRuns(page: Page, count: number, part: Partial<Pick<TrackedRun, 'group' | 'items'>> = {}): Promise<void> {
  await page.evaluate(
    async ([total, more]) => {
      const own = JSON.parse(more) as Partial<TrackedRun>;
      const app = window.gradbook?.app;
      const state = app?.store.getState().session?.store.getState();
      if (!app || !state) throw new Error('No notebook is open.');
      await app.runs.load();
      const adding: Promise<void>[] = [];
      for (let number = 1; number <= total; number++) {
        const step = Float64Array.from({ length: 20 }, (_, at) => at + 1);
        const series: MetricSeries = { step, epoch: step.map((at) => at / 10), time: step.map((at) => at / 5), value: step.map((at) => number / at) };
        const summary: MetricSummary = { count: 20, last: number / 20, lastStep: 20, min: number / 20, minStep: 20, max: number, maxStep: 1 };
        const startedAt = Date.now() - (total - number) * 60_000 - 10_000;
        adding.push(
          app.runs.add(
            {
              id: `sample-${number}`,
              name: `sample ${number}`,
              kind: 'log',
              status: number % 10 === 3 ? 'failed' : 'done',
              notebook: { id: state.id, name: state.name },
              cell: { id: '', source: `train(${number});\nawait rest();` },
              startedAt,
              endedAt: startedAt + 5000,
              settings: { lr: number / 1000, optimizer: number % 2 === 0 ? 'adam' : 'sgd' },
              device: { kind: 'cpu', name: 'CPU' },
              seed: null,
              packages: {},
              data: null,
              parameters: null,
              group: null,
              metrics: { loss: summary },
              items: [],
              tags: [],
              notes: '',
              starred: false,
              archived: false,
              ...own,
            },
            { loss: series },
          ),
        );
      }
      await Promise.all(adding);
    },
    // As text: Playwright's types follow no items of any depth.
    [count, JSON.stringify(part)] as const,
  );
}
