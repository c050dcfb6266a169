/** A layers model as the table of its layers. */
import type { LayersModel, Shape } from '@tensorflow/tfjs';
import { mime, type MimeBundle } from '../../../base/mime';
import type { JsonObject } from '../../../base/json';
import type { TablePreview } from '../../../protocol/previews';
import { textTable } from './table';

export const modelLabel = (model: LayersModel): string => `${model.getClassName()} '${model.name}'`;

export function modelBundle(model: LayersModel): MimeBundle {
  const { layers } = model;
  const rows = layers.map((layer) => [layer.name, layer.getClassName(), shapeText(outputShape(layer)), layer.countParams().toLocaleString('en')]);
  const table: TablePreview = {
    columns: [
      { name: 'Layer', type: 'string' },
      { name: 'Type', type: 'string' },
      { name: 'Output shape', type: 'string' },
      { name: 'Parameters', type: 'number' },
    ],
    rows,
    totalRows: rows.length,
    totalColumns: 4,
  };
  const total = model.countParams();
  const trainable = model.trainableWeights.reduce((sum, weight) => sum + weight.shape.reduce<number>((size, side) => size * (side ?? 1), 1), 0);
  const foot = `${total.toLocaleString('en')} parameters, ${trainable.toLocaleString('en')} of them trainable`;
  const json: JsonObject = { ...table, rows: [...rows, ['Total', '', '', total.toLocaleString('en')]], totalRows: rows.length + 1 };
  return { [mime.table]: json, [mime.plain]: `${modelLabel(model)}\n${textTable(table)}\n${foot}` };
}

/** Layers that are called more than once may have no single output shape. */
function outputShape(layer: LayersModel['layers'][number]): Shape | Shape[] | null {
  try {
    return layer.outputShape;
  } catch {
    return null;
  }
}

function shapeText(shape: Shape | Shape[] | null): string {
  if (shape === null) return 'several';
  const [first] = shape;
  if (Array.isArray(first)) return shape.map((one) => shapeText(one as Shape)).join(', ');
  return `[${shape.map((side) => (side === null ? '·' : String(side))).join(', ')}]`;
}
