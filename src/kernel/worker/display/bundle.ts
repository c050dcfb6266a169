/** Any value as a MIME bundle: the richest picture there is, and plain text beside it. */
import { mime, type MimeBundle } from '../../../base/mime';
import { isObject, type Json } from '../../../base/json';
import type { TensorFlow } from '../../../engine/api';
import { inspect, type InspectOptions } from '../inspect/inspect';
import { isObjectLike } from '../inspect/preview';
import { inspectText } from '../inspect/text';
import { inheritsFromError } from '../inspect/brand';
import { columnsOf } from './columnar';
import { drawing } from './drawing';
import { tracebackOf, type Tracing } from './failure';
import { hookOf, isBundle, type Hook } from './hook';
import { imageBundle, imageLabel, isImage } from './image';
import { modelBundle, modelLabel } from './model';
import { markupPicture, type Picture, type Shown } from './picture';
import { columnTable, recordsTable } from './table';
import { tensorBundle, tensorLabel } from './tensor';
import { vegaSpec } from './vega';

export interface BundleOptions extends InspectOptions, Tracing {
  readonly tf: TensorFlow;
}

/** A hook may return another value with a hook; a chain of them is not followed for ever. */
const MAX_HOOKS = 3;

/** How inspection names the values of TensorFlow.js wherever they are nested. */
export function describeTensors(tf: TensorFlow): (value: object) => string | null {
  return (value) => {
    if (value instanceof tf.Tensor) return tensorLabel(tf, value);
    if (value instanceof tf.LayersModel) return modelLabel(value);
    return null;
  };
}

export function show(value: unknown, options: BundleOptions, hooks = 0): Shown {
  const { targetOf } = options;
  if (!isObjectLike(value) || targetOf(value) !== undefined) return { now: inspected(value, options) };
  const hook = hooks < MAX_HOOKS ? hookOf(value, options) : null;
  if (hook !== null) return hooked(hook, options, hooks);
  try {
    return rich(value, options);
  } catch {
    // A device that fails to read or a picture that cannot be encoded costs the picture, not the cell.
    return { now: inspected(value, options) };
  }
}

function rich(value: object, options: BundleOptions): Shown {
  const { tf, targetOf } = options;
  if (value instanceof tf.Tensor) return settle(tensorBundle(tf, value), { [mime.plain]: tensorLabel(tf, value) });
  if (value instanceof tf.LayersModel) return { now: { data: modelBundle(value) } };
  if (isImage(value)) return settle(imageBundle(value), { [mime.plain]: imageLabel(value) });
  if (inheritsFromError(value, targetOf)) return { now: { data: { ...inspected(value, options).data, [mime.plain]: tracebackOf(value, options).join('\n') } } };
  const columns = columnsOf(value, options);
  const table = columns === null ? recordsTable(value, options) : columnTable(columns, options);
  if (table !== null) return { now: { data: table } };
  return drawing(value, options) ?? vegaSpec(value, options) ?? { now: inspected(value, options) };
}

function hooked(hook: Hook, options: BundleOptions, hooks: number): Shown {
  const returned = hook.call();
  if (!(returned instanceof Promise)) return showReturned(returned, options, hooks);
  const later = returned.then(
    (settled: unknown) => {
      const shown = showReturned(settled, options, hooks);
      return 'now' in shown ? shown.now : shown.later;
    },
    (cause: unknown) => {
      throw hook.failure(cause);
    },
  );
  return { standIn: { data: { [mime.plain]: '…' } }, later };
}

function showReturned(returned: unknown, options: BundleOptions, hooks: number): Shown {
  if (isBundle(returned)) return { now: { data: checkBundle(returned) } };
  if (typeof returned === 'string') return { now: markupPicture(returned) ?? { data: { [mime.plain]: returned } } };
  return show(returned, options, hooks + 1);
}

function settle(bundle: MimeBundle | Promise<MimeBundle>, standIn: MimeBundle): Shown {
  if (!(bundle instanceof Promise)) return { now: { data: bundle } };
  return { standIn: { data: standIn }, later: bundle.then((data) => ({ data })).catch(() => ({ data: standIn })) };
}

function inspected(value: unknown, options: BundleOptions): Picture {
  // A node is JSON by its type's definition, but for optional fields that are absent.
  const node: Json = JSON.parse(JSON.stringify(inspect(value, options))) as Json;
  return { data: { [mime.inspect]: node, [mime.plain]: inspectText(value, options) } };
}

/** A bundle that a cell made, as JSON; plain text is added where it has none. */
export function checkBundle(bundle: unknown): MimeBundle {
  if (!isObject(bundle)) throw new TypeError("a MIME bundle is an object such as {'text/html': '<b>hi</b>'}");
  const checked: Record<string, Json> = {};
  for (const [type, value] of Object.entries(bundle)) {
    if (!/^[\w.+-]+\/[\w.+-]+$/.test(type)) throw new TypeError(`'${type}' is no MIME type; keys of a bundle read like 'text/html'`);
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw new TypeError(`the value of '${type}' is ${typeof value}, which a notebook file cannot hold; use text or JSON`);
    checked[type] = JSON.parse(text) as Json;
  }
  checked[mime.plain] ??= Object.keys(checked).join(', ');
  return checked;
}
