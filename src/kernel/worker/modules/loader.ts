/** Loads what cells import: reads a module and everything behind it, links it, runs it. */
import { Interrupted } from '../../../language/compile/runtime/interrupted';
import type { Frame } from '../../../language/compile/runtime/map-stack';
import type { ModuleAnswer, ModuleSettings } from '../../../protocol/kernel';
import { builtInModule, lastingBuiltIn, whatExists, type BuiltIns, type CellValues } from './built-ins';
import { createFileFrames } from './file-frames';
import { importError, ModuleProblem, problemOf } from './failure';
import { loadGraph } from './graph';
import { createLinker, type Linker } from './linker';
import { leafNode, type Wanted } from './module-node';
import { createModuleStore } from './module-store';
import type { ModulePlatform } from './platform';
import { resolveSpecifier, type Target } from './specifier';
import { builtInText, createSupport } from './support';

export interface ModuleLoaderParts extends BuiltIns {
  readonly settings: ModuleSettings;
  readonly platform: ModulePlatform;
  /** Asks the page for the text at an address; `receive` gets its answer. */
  readonly askPage: (requestId: string, url: string) => void;
  /** All versions that are settled, whenever one is added. */
  readonly onPins: (pins: ModuleSettings['pins']) => void;
  /** Values of the global names, of the run that executes at the moment. */
  readonly valuesNow: () => CellValues;
}

/** The run of a cell that imports. */
export interface ImportingRun {
  /** Values of its global names. */
  readonly values: CellValues;
  readonly isStopped: () => boolean;
}

export interface ModuleLoader {
  /**
   * What a cell gets for a specifier. The module runs when `turn` has settled.
   * @throws ImportError where the module cannot be had, Interrupted where the run was stopped before it runs, and
   * whatever it throws itself
   */
  import(specifier: string, run: ImportingRun, turn?: Promise<unknown>, type?: string | null): Promise<object>;
  receive(requestId: string, answer: ModuleAnswer): void;
  /** From the next import on. */
  use(settings: ModuleSettings): void;
  /** A frame of a stack, in terms of what the notebook's files say. */
  located(frame: Frame): Frame;
}

export function createModuleLoader(parts: ModuleLoaderParts): ModuleLoader {
  const { platform, askPage, onPins, valuesNow } = parts;
  let { settings } = parts;
  const asked = new Map<string, (answer: ModuleAnswer) => void>();
  const frames = createFileFrames();
  const metas = new Map<string, object>();
  let lastRequest = 0;

  const builtIn = (name: string): object => {
    const found = lastingBuiltIn(name, parts, valuesNow);
    if (found === null) throw problemOf({ kind: 'bad-specifier', specifier: name, detail: unknownBuiltIn(valuesNow()) });
    return found;
  };
  let ready: Promise<{ readonly linker: Linker; readonly supportUrl: string }> | null = null;
  const prepare = () =>
    (ready ??= createSupport(platform, {
      import: (importer) => (specifier, options) => importInside(String(specifier), importer, typeOf(options)),
      meta,
      builtIn,
    }).then((supportUrl) => ({ supportUrl, linker: createLinker(platform, { url: supportUrl }) })));

  const store = createModuleStore({
    askPage: (url) =>
      new Promise((resolve) => {
        const requestId = `module-${++lastRequest}`;
        asked.set(requestId, resolve);
        askPage(requestId, url);
      }),
    readHere: platform.readHere,
    onText: frames.keep,
    settings: () => settings,
    pin(key, version) {
      if (settings.pins[key] === version) return;
      settings = { ...settings, pins: { ...settings.pins, [key]: version } };
      onPins(settings.pins);
    },
    async builtIn(name) {
      const { supportUrl } = await prepare();
      return leafNode(`built-in:${name}`, builtInText(name, Object.keys(builtIn(name)), supportUrl));
    },
  });

  const meta = (url: string): object => {
    const known = metas.get(url);
    if (known !== undefined) return known;
    const resolve = (specifier: string): string => {
      const target = resolveSpecifier(String(specifier), url);
      if (target.ok && target.value.kind === 'url') return target.value.url;
      throw new TypeError(`import.meta.resolve('${specifier}'): only addresses can be resolved`);
    };
    const made: object = Object.assign(Object.create(null) as object, { url, resolve });
    metas.set(url, made);
    return made;
  };

  const run = async (wanted: Wanted, isStopped: () => boolean, turn?: Promise<unknown>): Promise<object> => {
    const { linker } = await prepare();
    const graph = await loadGraph(wanted, { store, isLinked: linker.isLinked });
    const blob = await linker.link(graph);
    await turn;
    if (isStopped()) throw new Interrupted();
    try {
      return await platform.load(blob);
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      // Of the graph's own making, or thrown by code that ran: the texts tell.
      const { diagnose } = await import('./diagnosis');
      const failure = diagnose(await loadGraph(wanted, { store, isLinked: () => false }));
      throw failure === null ? cause : new ModuleProblem([failure]);
    }
  };

  const importInside = async (specifier: string, importer: string, type: string | null): Promise<object> => {
    const target = resolveSpecifier(specifier, importer);
    try {
      if (!target.ok) throw problemOf(target.error);
      return await run({ target: target.value, type }, () => false);
    } catch (cause) {
      if (!(cause instanceof ModuleProblem)) throw cause;
      const problems = cause.problems.map(({ failure, importers }) => ({ failure, importers: [...importers, importer] }));
      throw importError(specifier, new ModuleProblem(problems));
    }
  };

  const ownModule = (target: Target, values: CellValues): object | null =>
    target.kind === 'built-in' ? builtInModule(target.name, parts, values) : null;

  return {
    async import(specifier, { values, isStopped }, turn, type = null) {
      const target = resolveSpecifier(specifier, null);
      try {
        if (!target.ok) throw problemOf(target.error);
        const own = ownModule(target.value, values);
        if (own !== null) return own;
        if (target.value.kind === 'built-in') throw problemOf({ kind: 'bad-specifier', specifier, detail: unknownBuiltIn(values) });
        return await run({ target: target.value, type }, isStopped, turn);
      } catch (cause) {
        throw cause instanceof ModuleProblem ? importError(specifier, cause) : cause;
      }
    },
    receive(requestId, answer) {
      asked.get(requestId)?.(answer);
      asked.delete(requestId);
    },
    use(next) {
      settings = next;
    },
    located: frames.located,
  };
}

const unknownBuiltIn = (values: CellValues): string => `modules of the notebook are: ${whatExists(values)}`;

function typeOf(options: unknown): string | null {
  if (typeof options !== 'object' || options === null) return null;
  const attributes: unknown = Reflect.get(options, 'with');
  if (typeof attributes !== 'object' || attributes === null) return null;
  const type: unknown = Reflect.get(attributes, 'type');
  return typeof type === 'string' ? type : null;
}
