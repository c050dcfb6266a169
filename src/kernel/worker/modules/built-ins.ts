/** The modules that the kernel brings along: its own names, and TensorFlow.js, the one instance. */
import type { TensorFlow } from '../../../engine/api';

const TENSORFLOW = '@tensorflow/tfjs';
/** Their members are all members of `@tensorflow/tfjs`. */
const TENSORFLOW_PARTS = ['-core', '-layers', '-converter'].map((part) => TENSORFLOW + part);
/** Drawn in outputs: the global `tfvis`. */
const TENSORFLOW_VIS = `${TENSORFLOW}-vis`;
/** Imported only to register a backend; the runtime picker does that here. */
const TENSORFLOW_BACKENDS = ['-backend-cpu', '-backend-wasm', '-backend-webgl', '-backend-webgpu'].map((part) => TENSORFLOW + part);

/** TensorFlow.js as a module with a default export, and as the global `tf`: one object. */
export function tensorFlowModule(tf: TensorFlow): object {
  return moduleOf({ ...tf }, tf);
}

export interface BuiltIns {
  readonly tf: TensorFlow;
  readonly tensorFlow: object;
}

/** Values of the global names of a cell, those of one run. */
export type CellValues = Readonly<Record<string, unknown>>;

/** Null for a name that is none of the kernel's modules. `values`: of the run that imports. */
export function builtInModule(name: string, { tf, tensorFlow }: BuiltIns, values: CellValues): object | null {
  if (name === TENSORFLOW || TENSORFLOW_PARTS.includes(name)) return tensorFlow;
  if (name === `${TENSORFLOW}-data`) return moduleOf({ ...tf.data }, tf.data);
  if (TENSORFLOW_BACKENDS.includes(name)) return moduleOf({}, {});
  const own = ownName(name);
  if (own === null || !Object.hasOwn(values, own)) return null;
  const value = values[own];
  return moduleOf({ ...membersOf(value), [own]: value }, value);
}

export function whatExists(values: CellValues): string {
  return Object.keys(values).map((name) => `'gradbook/${name}'`).join(', ');
}

const ownName = (name: string): string | null => (name === TENSORFLOW_VIS ? 'tfvis' : (/^gradbook\/(\w+)$/.exec(name)?.[1] ?? null));

function membersOf(value: unknown): CellValues {
  return typeof value === 'object' || typeof value === 'function' ? { ...value } : {};
}

function moduleOf(members: CellValues, main: unknown): object {
  return Object.freeze(Object.assign(Object.create(null) as object, members, { default: main }));
}

/**
 * The same for a module that outlives the run which imports it: each member is looked up when it is used, so that
 * what it prints goes to the cell that calls it.
 */
export function lastingBuiltIn(name: string, builtIns: BuiltIns, values: () => CellValues): object | null {
  const now = builtInModule(name, builtIns, values());
  if (now === null || ownName(name) === null) return now;
  const member = (key: string): unknown => Reflect.get(builtInModule(name, builtIns, values()) ?? now, key);
  const { default: main, ...members } = Object.fromEntries(Object.keys(now).map((key) => [key, lookedUp(() => member(key))]));
  return moduleOf(members, main);
}

/** Stands for the function or object that `read` gives at the time of each use; other values are taken now. */
function lookedUp(read: () => unknown): unknown {
  const now = read();
  if (typeof now !== 'function' && (typeof now !== 'object' || now === null)) return now;
  const current = (): object => Object(read()) as object;
  const standIn: object = new Proxy(typeof now === 'function' ? function () {} : {}, {
    apply: (_target, self, args) => Reflect.apply(current() as () => unknown, self, args),
    // A class that extends it makes instances of its own.
    construct: (_target, args, made) => Reflect.construct(current() as new () => object, args, made === standIn ? (current() as new () => object) : made),
    get: (_target, key) => Reflect.get(current(), key),
    set: (_target, key, value) => Reflect.set(current(), key, value),
    has: (_target, key) => key in current(),
  });
  return standIn;
}
