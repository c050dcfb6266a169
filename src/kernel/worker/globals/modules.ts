/** What a cell can import: the kernel's own names and TensorFlow.js, the one instance. */
import type { TensorFlow } from '../../../engine/api';

const TENSORFLOW = '@tensorflow/tfjs';
/** Their members are all members of `@tensorflow/tfjs`. */
const TENSORFLOW_PARTS = ['-core', '-layers', '-converter'].map((part) => TENSORFLOW + part);
/** Imported only to register a backend; the runtime picker does that here. */
const TENSORFLOW_BACKENDS = ['-backend-cpu', '-backend-wasm', '-backend-webgl', '-backend-webgpu'].map((part) => TENSORFLOW + part);

/** TensorFlow.js as a module with a default export, and as the global `tf`: one object. */
export function tensorFlowModule(tf: TensorFlow): object {
  return moduleOf({ ...tf }, tf);
}

export interface ModuleOptions {
  readonly tf: TensorFlow;
  readonly tensorFlow: object;
  /** Values of `gradbook/…`, those of the run that imports them. */
  readonly globals: Readonly<Record<string, unknown>>;
}

/** @throws Error naming what can be imported. */
export function importModule(specifier: string, { tf, tensorFlow, globals }: ModuleOptions): object {
  if (specifier === TENSORFLOW || TENSORFLOW_PARTS.includes(specifier)) return tensorFlow;
  if (specifier === `${TENSORFLOW}-data`) return moduleOf({ ...tf.data }, tf.data);
  if (TENSORFLOW_BACKENDS.includes(specifier)) return moduleOf({}, {});
  const [, name] = /^gradbook\/(\w+)$/.exec(specifier) ?? [];
  if (name !== undefined && name in globals) {
    const value = globals[name];
    return moduleOf({ ...membersOf(value), [name]: value }, value);
  }
  throw new Error(`module '${specifier}' cannot be imported: ${reason(specifier, globals)}`);
}

function reason(specifier: string, globals: Readonly<Record<string, unknown>>): string {
  const ours = Object.keys(globals).map((name) => `'gradbook/${name}'`);
  const known = [`'${TENSORFLOW}'`, ...ours].join(', ');
  if (/^https?:/.test(specifier)) return `modules from the web are not loaded; modules are: ${known}`;
  if (/^[./]/.test(specifier)) return `a notebook has no other source files; names of earlier cells are there without an import. Modules are: ${known}`;
  return `modules are: ${known}`;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' || typeof value === 'function' ? { ...value } : {};
}

function moduleOf(members: Readonly<Record<string, unknown>>, main: unknown): object {
  return Object.freeze(Object.assign(Object.create(null) as object, members, { default: main }));
}
