/** What holds a training back on an XLA server, and where the CPU or the GPU of this machine would serve better. */
import { bytes, milliseconds, share } from '../../../base/quantity';
import type { ReportRemark } from '../../../protocol/previews';
import type { Activity, GraphActivity } from './activity';
import { balanceOf } from './balance';
import { recompilations } from './compiles';
import { atLine, lineWords } from './lines';
import { depthwise } from './padding';
import { specsOf } from './values';

/** Below this much is no habit. */
const FEW = 8;
const SMALL_FLOPS = 2e7;
const MUCH_SENT = 1024 * 1024;
/** Executions of a computation that most time goes to compiling. */
const SHORT = 200;
const MANY_PROGRAMS = 20;

export function advice(activity: Activity): readonly ReportRemark[] {
  const { graphs, executions } = activity;
  if (executions === 0) return [];
  const main = graphs.toSorted((a, b) => b.executions * b.graph.nodes.length - a.executions * a.graph.nodes.length)[0];
  return [
    ...unsupported(activity),
    ...readAdvice(activity),
    ...(main === undefined ? [] : [...workAdvice(main, activity), ...kindAdvice(main)]),
    ...uploadAdvice(activity),
    ...shortAdvice(activity),
    ...controlFlowAdvice(activity),
  ];
}

const warning = (text: string): ReportRemark => ({ tone: 'warning', text });
const info = (text: string): ReportRemark => ({ tone: 'info', text });

function unsupported({ unsupported: list }: Activity): ReportRemark[] {
  return list.slice(0, 5).map(({ kernel, line }) => warning(`${kernel} is not on the server${atLine(line)}. Compute that part on the CPU or GPU, or write it with other operations.`));
}

/** A read makes the notebook wait for the device, and the device for the notebook. */
function readAdvice({ executions, reads, graphs }: Activity): ReportRemark[] {
  if (executions < FEW || reads < executions * 0.5) return [];
  const nodes = graphs.reduce((sum, { graph, executions: times }) => sum + graph.nodes.length * times, 0) / executions;
  const often = (reads / executions).toFixed(1);
  if (nodes < 4) {
    const line = graphs.toSorted((a, b) => b.executions - a.executions)[0]?.graph.nodes.at(-1)?.line ?? null;
    return [warning(`Values are read back after nearly every operation${atLine(line)}: ${reads} reads, ${nodes.toFixed(1)} operations between two. Each waits for the network, and nothing can be compiled together. Read once, at the end; for work like this the CPU or GPU of this machine serves better.`)];
  }
  return reads >= executions * 0.9 ? [info(`Values are read back ${often} times an execution, and each read waits for the network. Reading the loss every 10th step is enough for a chart.`)] : [];
}

function workAdvice({ graph, executions }: GraphActivity, { platform }: Activity): ReportRemark[] {
  if (executions < FEW) return [];
  const { flops } = balanceOf(graph);
  if (flops === 0 || flops >= SMALL_FLOPS) return [];
  return [info(`An execution multiplies only ${(flops / 1e6).toPrecision(2)} million numbers${atLine(graph.nodes.at(-1)?.line ?? null)}: sending it takes longer than computing it. Use a larger batch, or the CPU or GPU of this machine${platform === 'tpu' ? '; a TPU likes batches from 128 on' : ''}.`)];
}

function kindAdvice({ graph }: GraphActivity): ReportRemark[] {
  const { elementwise, movement, flops, mover, worker } = balanceOf(graph);
  const remarks: ReportRemark[] = [];
  if (movement > 0.4 && mover !== null) remarks.push(info(`About ${share(movement)} of a step moves numbers without computing, most in ${mover.kernel}${atLine(mover.line)}. Reshapes and transposes that keep the last axis are free; a GPU minds the others less.`));
  else if (flops > 0 && elementwise > 0.7 && worker !== null) remarks.push(info(`About ${share(elementwise)} of a step is element-wise work, most in ${worker.kernel}${atLine(worker.line)}, which matrix units cannot speed up. Wider layers or a larger batch use them; else a GPU serves as well.`));
  const [channelwise] = depthwise(graph);
  if (channelwise !== undefined) remarks.push(info(`Depthwise convolutions${atLine(channelwise.line)} leave matrix units idle; a GPU serves them better.`));
  if (specsOf(graph).some(({ dtype }) => dtype === 'complex64')) remarks.push(info('complex64 is computed in parts on a TPU; the Fourier transforms of this step may run faster on the CPU or GPU.'));
  return remarks;
}

function uploadAdvice({ putBytes, executions }: Activity): ReportRemark[] {
  if (executions < FEW || putBytes / executions < MUCH_SENT) return [];
  return [info(`${bytes(putBytes / executions)} are sent for each execution, ${milliseconds(putBytes / executions / 1e5)} at 100 MB/s. Make the data one tensor, once, and cut batches from it on the device: tf.gather(xs, indices).`)];
}

function shortAdvice({ graphs, executions }: Activity): ReportRemark[] {
  const compiling = graphs.reduce((sum, { compiled }) => sum + (compiled?.milliseconds ?? 0), 0);
  if (compiling < 3000 || executions >= SHORT) return [];
  return [info(`Compiling took ${milliseconds(compiling)} for ${executions} ${executions === 1 ? 'execution' : 'executions'}. It pays for long trainings; short ones finish sooner on the CPU or GPU.`)];
}

/** Programs that differ each time, and not by a shape alone. */
function controlFlowAdvice({ graphs }: Activity): ReportRemark[] {
  const once = graphs.filter(({ executions }) => executions <= 2);
  const reshaped = recompilations(graphs).reduce((sum, { compilations }) => sum + compilations, 0);
  if (once.length - reshaped < MANY_PROGRAMS || once.length < graphs.length / 2) return [];
  const line = lineWords(once.at(-1)?.graph.nodes.at(-1)?.line ?? null);
  return [warning(`${once.length} different programs ran once or twice each${line === null ? '' : `, the last at ${line}`}: a loop or an if in JavaScript depends on values. Choose with tf.where, or train on the CPU or GPU, which compile nothing.`)];
}
