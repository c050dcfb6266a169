import { expect, it } from 'vitest';
import { factsOf } from './facts';
import { sampleMetric, sampleRun } from './sample-run';

it('facts of runs stand side by side, those that differ marked, empty ones left out', () => {
  const sections = factsOf(
    [
      sampleRun({ id: 'a', settings: { lr: 0.1, batch: 8 }, metrics: { loss: sampleMetric(0.5, 0.2) }, packages: { tfjs: '4.22.0' }, seed: 1 }),
      sampleRun({ id: 'b', settings: { lr: 0.01, batch: 8 }, metrics: { loss: sampleMetric(NaN, NaN) }, packages: { tfjs: '4.22.0', d3: '7.0.0' } }),
    ],
    0,
  );
  const told = Object.fromEntries(sections.map(({ title, facts }) => [title, facts.map(({ name, values, differs }) => `${name}: ${values.join(' | ')}${differs ? ' *' : ''}`)]));
  expect(told['Settings']).toEqual(['lr: 0.1 | 0.01 *', 'batch: 8 | 8']);
  expect(told['Best values']).toEqual(['loss: 0.2000 |  *']);
  expect(told['Run']).toEqual(['status: done | done', 'duration: 1 min | 1 min', 'device: WebAssembly | WebAssembly', 'seed: 1 |  *', 'notebook: Digits | Digits']);
  expect(told['Packages']).toEqual(['tfjs: 4.22.0 | 4.22.0', 'd3:  | 7.0.0 *']);
});
