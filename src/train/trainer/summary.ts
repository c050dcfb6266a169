/** The tables that a Trainer shows: layers before it begins, results when a test ends. */
import type * as tfjs from '@tensorflow/tfjs';
import { weightsOf } from '../module/collect';
import type { Module } from '../module/types';
import type { FitLogs } from '../sink';
import type { TrainTable } from './environment';

/** One row a layer or raw variable, with its shape and how much of it is trained. */
export function summaryTable(module: Module): TrainTable {
  const { variables, layers } = module.parts();
  const { total, trainable } = module.countParams();
  const sum = (list: readonly { readonly val: { readonly size: number } }[]): number => list.reduce((count, { val }) => count + val.size, 0);
  const layerRows = [...layers].map(([path, layer]) => {
    const weights = layer.built ? weightsOf(layer) : [];
    const trained = layer.built ? sum(layer.trainableWeights as unknown as typeof weights) : 0;
    return [path, layer.getClassName(), layer.built ? outputOf(layer) : 'not built', sum(weights), trained];
  });
  const variableRows = [...variables].map(([path, variable]) => [path, 'Variable', shapeText(variable.shape), variable.size, variable.trainable ? variable.size : 0]);
  return {
    title: module.name,
    summary: `${total.toLocaleString('en')} parameters, ${trainable.toLocaleString('en')} trainable${total === trainable ? '' : `, ${(total - trainable).toLocaleString('en')} not`}.`,
    columns: [
      { name: 'Layer', unit: 'text' },
      { name: 'Kind', unit: 'text' },
      { name: 'Shape', unit: 'text' },
      { name: 'Parameters', unit: 'count' },
      { name: 'Trainable', unit: 'count' },
    ],
    rows: [...layerRows, ...variableRows],
  };
}

/** A layer that was only called with tensors, or in several places, has no one shape. */
function outputOf(layer: tfjs.layers.Layer): string {
  const { inboundNodes } = layer as unknown as { readonly inboundNodes: readonly { readonly outputShapes: unknown }[] };
  const [first] = inboundNodes;
  return inboundNodes.length === 1 && first !== undefined ? shapeText(unwrapped(first.outputShapes)) : '';
}

/** Nodes keep a list of shapes, one for each output. */
const unwrapped = (shapes: unknown): unknown => (Array.isArray(shapes) && shapes.length === 1 && Array.isArray(shapes[0]) ? shapes[0] : shapes);

const shapeText = (shape: unknown): string => {
  if (!Array.isArray(shape)) return '';
  return Array.isArray(shape[0]) ? shape.map(shapeText).join(' ') : `[${shape.map((extent: unknown) => (extent === null ? 'batch' : String(extent))).join(', ')}]`;
};

export function resultTable(title: string, values: FitLogs, batches: number): TrainTable {
  return {
    title,
    summary: `${batches} batch${batches === 1 ? '' : 'es'}.`,
    columns: [
      { name: 'Metric', unit: 'text' },
      { name: 'Value', unit: 'number' },
    ],
    rows: Object.entries(values).map(([name, value]) => [name, Number.isFinite(value) ? value : String(value)]),
  };
}
