/** The report of what a notebook did on an XLA server, as tables and remarks. */
import { costSoFar, spanWords } from '../../../base/cost';
import { bytes, milliseconds, share } from '../../../base/quantity';
import type { Report, ReportRemark, ReportTable } from '../../../protocol/previews';
import { specText } from '../../graph/ir';
import type { Activity, GraphActivity } from './activity';
import { advice } from './advice';
import { causeWords, recompilations } from './compiles';
import { atLine, lineWords } from './lines';
import { largestTensors, memoryNeed, memoryProblem } from './memory';
import { paddedProducts, paddingRemedy, totalWaste } from './padding';

const MOST_ROWS = 20;
const MOST_CAUSES = 6;
/** Waste that is worth a word. */
const MUCH_WASTE = 0.25;

/** @param now in the time of `activity.since`. @param pricePerHour what the machine costs; null where unknown. */
export function xlaReport(activity: Activity, { now, pricePerHour }: { readonly now: number; readonly pricePerHour: number | null }): Report {
  const { graphs, devices, platform, executions } = activity;
  const again = recompilations(graphs);
  const padding = platform === 'gpu' ? [] : paddedProducts(graphs);
  const waste = totalWaste(padding);
  const name = platform === 'tpu' ? 'TPU' : `${platform.toUpperCase()} of an XLA server`;
  return {
    title: `What ran on the ${name}`,
    summary: summaryOf(activity, again.reduce((sum, { compilations }) => sum + compilations, 0)),
    sections: [
      ...(graphs.length === 0 ? [] : [compileTable(graphs)]),
      ...(padding.length === 0 ? [] : [paddingTable(padding, platform)]),
      ...memoryTables(graphs, devices[0]?.memory ?? null),
    ],
    remarks: [
      ...(executions === 0 ? [{ tone: 'info', text: 'Nothing has run there yet.' } as const] : []),
      ...again.slice(0, MOST_CAUSES).map(({ cause, line, compilations }): ReportRemark => ({ tone: 'warning', text: `Compiled ${compilations === 1 ? 'once' : `${compilations} times`} more${atLine(line)}: ${causeWords(cause)}` })),
      ...(executions > 0 && again.length === 0 ? [{ tone: 'success', text: 'No computation was compiled for another shape.' } as const] : []),
      ...wasteRemark(padding, waste, platform),
      ...memoryRemarks(graphs, devices[0]?.memory ?? null, platform === 'tpu'),
      ...collectiveRemark(graphs, devices.length),
      ...advice(activity),
      costRemark(activity, now, pricePerHour),
    ],
  };
}

function summaryOf({ graphs, executions, reads, readBytes, putBytes, devices }: Activity, again: number): string {
  const compiling = graphs.reduce((sum, { compiled }) => sum + (compiled?.milliseconds ?? 0), 0);
  const programs = `${count(graphs.length, 'program')} compiled in ${milliseconds(compiling)}${again === 0 ? '' : `, ${again} of them again for other shapes`}`;
  return `${programs}; ${count(executions, 'execution')} on ${count(devices.length, 'device')}; ${bytes(putBytes)} sent, ${bytes(readBytes)} read back in ${count(reads, 'read')}.`;
}

function compileTable(graphs: readonly GraphActivity[]): ReportTable {
  const listed = graphs.toSorted((a, b) => b.executions - a.executions).slice(0, MOST_ROWS);
  return {
    kind: 'table',
    title: 'Programs',
    columns: [{ name: 'Line', unit: 'text' }, { name: 'Inputs', unit: 'text' }, { name: 'Operations', unit: 'count' }, { name: 'Runs', unit: 'count' }, { name: 'Compiling', unit: 'ms', bar: true }, { name: 'Between devices', unit: 'text' }],
    rows: listed.map(({ graph, executions, compiled }) => [
      lineWords(commonLine(graph.nodes.map(({ line }) => line))) ?? '–',
      inputsText(graph.inputs.map(specText)),
      graph.nodes.length,
      executions,
      compiled?.milliseconds ?? null,
      Object.entries(compiled?.collectives ?? {}).map(([kind, times]) => `${times} ${kind}`).join(', ') || '–',
    ]),
  };
}

function paddingTable(products: ReturnType<typeof paddedProducts>, platform: Activity['platform']): ReportTable {
  return {
    kind: 'table',
    title: platform === 'tpu' ? 'Padding in matrix units' : 'Padding that a TPU would need',
    columns: [{ name: 'Line', unit: 'text' }, { name: 'Operation', unit: 'text' }, { name: 'Shapes', unit: 'text' }, { name: 'Wasted', unit: 'share', bar: true }, { name: 'Better', unit: 'text' }],
    rows: products.slice(0, MOST_ROWS).map((product) => [lineWords(product.line) ?? '–', product.kernel.replace('_', ''), product.shapes, product.waste, paddingRemedy(product) || '–']),
  };
}

function memoryTables(graphs: readonly GraphActivity[], limit: number | null): ReportTable[] {
  const known = graphs.flatMap(({ graph, compiled }) => (compiled?.memory ? [{ graph, memory: compiled.memory }] : []));
  const [largest] = known.toSorted((a, b) => memoryNeed(b.memory) - memoryNeed(a.memory));
  if (largest === undefined) return [];
  const { memory, graph } = largest;
  const part = (size: number): number | null => (limit === null ? null : size / limit);
  return [
    {
      kind: 'table',
      title: 'Memory of the largest program, on one device',
      columns: [{ name: 'Part', unit: 'text' }, { name: 'Bytes', unit: 'bytes', bar: true }, { name: 'Of the device', unit: 'share' }],
      rows: [
        ['What it is given', memory.arguments, part(memory.arguments)],
        ['On the way', memory.temporaries, part(memory.temporaries)],
        ['Results', memory.outputs, part(memory.outputs)],
      ],
    },
    {
      kind: 'table',
      title: 'Its largest tensors',
      columns: [{ name: 'Line', unit: 'text' }, { name: 'Tensor', unit: 'text' }, { name: 'Bytes', unit: 'bytes' }, { name: 'In tiles of 8 x 128', unit: 'bytes', bar: true }],
      rows: largestTensors(graph, 8).map(({ what, spec, line, bytes: size, padded }) => [lineWords(line) ?? '–', `${what} ${specText(spec)}`, size, padded]),
    },
  ];
}

function wasteRemark(products: ReturnType<typeof paddedProducts>, waste: number | null, platform: Activity['platform']): ReportRemark[] {
  const [worst] = products;
  if (waste === null || worst === undefined || waste < MUCH_WASTE) return [];
  const who = platform === 'tpu' ? 'The matrix units spend' : "A TPU's matrix units would spend";
  const better = paddingRemedy(worst);
  return [{ tone: 'info', text: `${who} about ${share(waste)} of their work on padding, most of it in ${worst.shapes}${atLine(worst.line)}.${better === '' ? '' : ` Full sizes: ${better}.`}` }];
}

function memoryRemarks(graphs: readonly GraphActivity[], limit: number | null, tiled: boolean): ReportRemark[] {
  const problems = graphs.flatMap(({ graph, compiled }) => memoryProblem(graph, compiled?.memory ?? null, limit, tiled) ?? []);
  return [...new Set(problems)].slice(0, 2).map((text) => ({ tone: 'warning', text }));
}

function collectiveRemark(graphs: readonly GraphActivity[], devices: number): ReportRemark[] {
  const step = graphs.toSorted((a, b) => b.executions - a.executions).find(({ compiled }) => compiled !== null);
  if (devices < 2 || step?.compiled === undefined || step.compiled === null) return [];
  const list = Object.entries(step.compiled.collectives).map(([kind, times]) => `${times} ${kind}`);
  return [{ tone: 'info', text: list.length === 0 ? 'The devices exchange nothing in an execution: either each has all of the data, or nothing is averaged over them.' : `The devices exchange ${list.join(' and ')} in an execution.` }];
}

function costRemark({ since }: Activity, now: number, pricePerHour: number | null): ReportRemark {
  const connected = `Connected for ${spanWords(now - since)}, idle time included`;
  const cost = pricePerHour === null ? '; runtime.report({ pricePerHour: 1.2 }) tells what that costs' : `: about ${costSoFar(pricePerHour, now - since)} at ${pricePerHour.toFixed(2)} an hour`;
  return { tone: 'info', text: `${connected}${cost}. Disconnecting does not end the machine's own billing: stop the machine where it was started.` };
}

/** The line that most nodes come from. */
function commonLine(lines: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>();
  for (const line of lines) if (line !== null) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

const inputsText = (specs: readonly string[]): string => (specs.length > 3 ? `${specs.slice(0, 3).join(', ')}, and ${specs.length - 3} more` : specs.join(', '));

const count = (number: number, noun: string): string => `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
