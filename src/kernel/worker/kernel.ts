/** The kernel: receives requests, runs cells one at a time, answers with events. */
import { cellStacks } from '../../language/compile/runtime/cell-stacks';
import { createProgramRegistry } from '../../language/compile/runtime/program-registry';
import { createScope } from '../../language/compile/runtime/scope';
import { mapStack } from '../../language/compile/runtime/map-stack';
import { createTimers } from '../../language/compile/runtime/run-timers';
import { StopSignal } from '../../language/compile/runtime/stop-signal';
import type { Engine } from '../../engine/api';
import { compileTraining } from '../../engine/graph/training/install';
import { installSaving } from '../../engine/saving/install';
import type { Recovered } from '../../engine/lost/recovery';
import type { StreamsState } from '../../engine/random/streams';
import type { KernelPort } from '../../engine/xla/connection';
import { checkDatasets, checkOperations } from '../../engine/patches/operation-checks';
import type { DeviceKind, ExecuteRequest, KernelEvent, KernelRequest, ModuleSettings, RemoteLimit } from '../../protocol/kernel';
import type { RemoteLink } from '../../protocol/remote-port';
import { createKeepFit } from '../../train/durable/keep-fit';
import { watchFit } from '../../train/fit';
import { watchPasses } from '../../train/passes';
import { installKeras } from '../../train/keras/install';
import { scaledOptimizer } from '../../train/tools/loss-scale-optimizer';
import type { CellConsole } from './console/console';
import { describeTensors, show } from './display/bundle';
import type { Tracing } from './display/failure';
import { createDurableRuns } from './durable/runs';
import { createAsks } from './globals/asks';
import { cellLines } from './globals/compiled';
import { createFiles } from './globals/files';
import { createRuntime } from './globals/runtime';
import { createTrainGlobal } from './globals/train';
import { createHandles } from './inspect/handles';
import { expand } from './inspect/inspect';
import type { ProxyTarget } from './inspect/proxies';
import { createShapes } from './inspect/shapes';
import { createBorder } from './lockdown/border';
import { sealedMap, sealedWeakMap } from './lockdown/sealed';
import { tensorFlowModule } from './modules/built-ins';
import { createModuleLoader } from './modules/loader';
import type { ModulePlatform } from './modules/platform';
import type { Platform } from './output/platform';
import { createRunOutput, type RunOutput, type SendEvent } from './output/run-output';
import { createCellGlobals, type CellGlobals, type SharedParts } from './run/cell-globals';
import { execute } from './run/execute';
import { createTrackPlace } from './tracking/place';
import { createKernelRun, type KernelRun } from './run/kernel-run';
import { createOperationStop } from './run/operation-stop';
import { createQueue, type RunEnd } from './run/queue';
import { createStrayErrors, type StrayErrors } from './run/stray-errors';
import { createVisorMemory } from './tfvis/visor';

export interface KernelParts {
  readonly engine: Engine;
  readonly send: SendEvent;
  readonly platform: Platform;
  /** The page's stop flag; null where memory cannot be shared. */
  readonly stop: SharedArrayBuffer | null;
  readonly folder: FileSystemDirectoryHandle | null;
  /** The Web Lock that this kernel holds for its life; null where the browser has none. */
  readonly life: string | null;
  readonly targetOf: ProxyTarget;
  readonly modules: { readonly platform: ModulePlatform; readonly settings: ModuleSettings };
  /** Makes a port usable whose methods no cell can have replaced. */
  readonly openPort: (port: MessagePort) => KernelPort;
  /** Resolves in a later task. */
  readonly nextTask: () => Promise<void>;
}

export interface Kernel {
  receive(request: Exclude<KernelRequest, { type: 'init' }>): void;
  readonly strayErrors: StrayErrors;
  /** The console of the run whose code executes; null between runs. */
  currentConsole(): CellConsole | null;
  /** The text of a stack that a cell reads, in its TypeScript; for V8's `Error.prepareStackTrace`. */
  stackText(error: unknown, sites: readonly { toString(): string }[]): string;
}

/** What the end of a cell's run is to a loop of its own that is kept. */
const TRACK_END = { ok: 'done', error: 'failed', interrupted: 'stopped' } as const;

/** Between two memory reports of a busy kernel, in milliseconds. */
const MEMORY_WAIT = 1000;

export function createKernel(parts: KernelParts): Kernel {
  const { send, platform, targetOf, nextTask } = parts;
  const place = createTrackPlace(parts.engine);
  const { engine } = place;
  place.settled(parts.modules.settings.pins);
  const { tf } = engine;
  installSaving(tf, {
    files: createFiles({ folder: parts.folder, ask: () => Promise.resolve([]), changed: () => send({ type: 'files-changed' }) }),
    download: (name, content) => send({ type: 'download', name, content }),
  });
  const stop = new StopSignal(parts.stop);
  const timers = createTimers();
  const registry = createProgramRegistry();
  const stacks = cellStacks(registry);
  const scope = createScope({});
  const tensorFlow = tensorFlowModule(tf);
  const handles = createHandles();
  const asks = createAsks();
  const visor = createVisorMemory();
  const counts = new Map<string, number>();
  const border = createBorder(globalThis);
  const latest = sealedMap<string, KernelRun>();
  const globalsOf = sealedWeakMap<object, { readonly run: KernelRun; readonly globals: CellGlobals }>();
  let executionCount = 0;
  let running: KernelRun | null = null;
  let lastRun: KernelRun | null = null;

  const tracing: Tracing = {
    targetOf,
    describe: describeTensors(tf),
    framesOf: (thrown) => mapStack(thrown, registry).map(loader.located),
    countOf: (cellId) => counts.get(cellId) ?? null,
  };
  engine.locateBy((stack) => {
    const frame = tracing.framesOf(stack).find(({ kind }) => kind === 'cell');
    return frame?.kind === 'cell' ? `Cell [${counts.get(frame.cellId) ?? ' '}], line ${frame.line}` : null;
  });
  const shapesOf = createShapes({ tf, targetOf, valueOf: scope.get });
  const stopped = (ordinal: number): boolean => Atomics.load(stop.flag, 0) >= ordinal;
  const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => void platform.setTimer(resolve, milliseconds));
  const reportMemory = (now: boolean): void => {
    try {
      send({ type: 'memory', memory: engine.memory() });
      engine.keepCopies(now);
    } catch {
      // A cell broke TensorFlow.js; that ends no run.
    }
  };
  const durable = createDurableRuns({ folder: parts.folder, life: parts.life, date: platform.date, wait });
  const shared: SharedParts = {
    engine,
    tensorFlow,
    runtime: createRuntime(engine, (device, moved) => send({ type: 'device', requestId: 'cell', device, moved }), {
      tracing,
      say: (message) => console.warn(message),
      now: platform.now,
      limitReached(text, remedy) {
        send({ type: 'limit-reached', text, remedy });
        void engine.probe().then((devices) => send({ type: 'devices', device: engine.current(), devices }));
      },
    }),
    train: createTrainGlobal(engine, { tracing, say: (message) => console.warn(message), now: platform.now, currentRun: () => executing()?.globals.training ?? null }),
    folder: parts.folder,
    durable,
    filesChanged: () => send({ type: 'files-changed' }),
    asks,
    visor,
    handles,
    tracing,
    displayIds: new Set(),
    stopped,
    platform,
    place,
    now: platform.now,
  };

  /** The run on whose behalf code executes now: of the cell that runs, or of the timer whose callback does. */
  const executing = () => {
    const own: unknown = scope.activeRun()?.locals.console;
    return typeof own === 'object' && own !== null ? (globalsOf.get(own) ?? null) : null;
  };
  const loader = createModuleLoader({
    ...parts.modules,
    tf,
    tensorFlow,
    askPage: (requestId, url) => send({ type: 'load-module', requestId, url }),
    onPins(pins) {
      place.settled(pins);
      send({ type: 'pins', pins });
    },
    valuesNow: () => importable((executing() ?? (lastRun && globalsOf.get(lastRun)))?.globals),
  });
  const stopOperation = createOperationStop({ requested: () => stop.requested, fitting: () => (running?.fits.size ?? 0) > 0, now: platform.now });
  checkOperations(tf, stopOperation);
  void checkDatasets(tf, stopOperation);
  compileTraining(tf, { lineOf: cellLines(tracing), say: (message) => console.warn(message) }, scaledOptimizer);
  installKeras(tf, { progress: () => executing()?.globals.training.progress ?? null, now: platform.now });
  const keepFit = createKeepFit({
    tf,
    randomState: () => ({ ...engine.randomState() }),
    restoreRandom: (state) => void engine.randomState(state as unknown as StreamsState),
    watchShuffles: () => engine.watchShuffles(),
    currentRun: () => executing()?.globals.training ?? null,
    now: platform.now,
    say: (message) => console.warn(message),
  });
  watchFit(tf, () => executing()?.globals.fitSink ?? null, platform.now, keepFit);
  watchPasses(tf, () => executing()?.globals.training.progress ?? null, platform.now);

  /** A device that was lost since the last run, or during it, has a successor before the next cell uses it. */
  const replaceLostDevice = async (recovering: Promise<Recovered | null>, output: RunOutput): Promise<void> => {
    const recovered = await recovering;
    border.toKernel();
    if (recovered === null) return;
    output.write('stderr', `${recovered.message}\n`);
    send({ type: 'device', requestId: 'cell', device: engine.current(), moved: recovered.restored });
  };

  const runCell = async (run: KernelRun): Promise<RunEnd> => {
    border.toKernel();
    const { output, cellId } = run;
    executionCount++;
    counts.set(cellId, executionCount);
    const previous = latest.get(cellId);
    if (previous !== undefined) {
      handles.release(previous.runId);
      asks.cancel(previous.runId);
      // An interval of the run before would go on beside its successor's.
      previous.timers.clear();
    }
    latest.set(cellId, run);
    lastRun = run;
    running = run;
    const globals = createCellGlobals(run, shared);
    globalsOf.set(globals.console, { run, globals });
    globalsOf.set(run, { run, globals });

    const started = platform.now();
    output.started(executionCount);
    // Without an await where nothing was lost: the cell's own code must come first.
    const recovering = engine.recover();
    if (recovering !== null) await replaceLostDevice(recovering, output);
    stop.begin(run.ordinal);
    let failure: string | undefined;
    const endMemoryReports = repeat(platform, MEMORY_WAIT, () => reportMemory(false));
    const end = await execute(run, {
      scope,
      registry,
      stop,
      tracing,
      nextTask,
      wait,
      executionCount,
      failed: (message) => (failure = message),
      locals: globals.locals,
      magics: globals.magics,
      border,
      show: (value) => show(value, { ...tracing, tf, handles, owner: run.runId }),
      importModule: (specifier, turn, type) => loader.import(specifier, { values: importable(globals), isStopped: () => stopped(run.ordinal) }, turn, type),
    });
    endMemoryReports();
    globals.tracks.finish(TRACK_END[end], end === 'error' ? failure : undefined);
    await globals.training.durable?.finished.finish(TRACK_END[end]).catch(() => undefined);
    globals.asking.end();
    asks.cancel(run.runId);
    running = null;
    // What the run left behind goes on, also where the request that stopped it names a later ordinal.
    stop.end(Math.max(run.ordinal, Atomics.load(stop.flag, 0)));
    reportMemory(true);
    if (end !== 'ok') await nextTask();
    if (run.program.ok) output.shapes(shapesOf(run.program.value.writes));
    run.timerReport.open();
    output.finished(end, platform.now() - started);
    border.toCells();
    return end;
  };

  const queue = createQueue<KernelRun>({
    run: runCell,
    abort: (run, by) => run.output.finished('aborted', 0, by),
    stopped,
  });

  const enqueue = (request: ExecuteRequest): void => queue.add(createKernelRun(request, { output: createRunOutput(request.runId, send, platform), timers, platform }));
  const interrupt = (ordinal: number): void => {
    stop.interrupt(ordinal);
    engine.remote.stop();
    asks.cancel();
    if (running === null) stop.end(Atomics.load(stop.flag, 0));
  };
  const switchDevice = async (requestId: string, kind: DeviceKind): Promise<void> => {
    const switched = await engine.use(kind);
    const event: KernelEvent = switched.ok
      ? { type: 'device', requestId, device: switched.value.device, moved: switched.value.moved }
      : { type: 'device', requestId, device: engine.current(), moved: 0, failure: switched.error.message };
    send(event);
    reportMemory(true);
  };

  const useRemote = async (link: RemoteLink | null, limit: RemoteLimit | null): Promise<void> => {
    shared.runtime.limit(limit);
    if (link === null) await engine.remote.disconnect();
    else await engine.remote.connect({ ...link, port: parts.openPort(link.port) }, { check: stopOperation, lineOf: cellLines(tracing) });
    send({ type: 'devices', device: engine.current(), devices: await engine.probe() });
  };

  const restoreCheckpoint = async (requestId: string, training: string, file: string): Promise<void> => {
    const failure = await durable.restore(training, file).then(
      () => null,
      (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
    );
    send({ type: 'restored', requestId, ...(failure !== null && { failure }) });
  };

  const strayErrors = createStrayErrors({ tracing, latestRunOf: (cellId) => latest.get(cellId), currentRun: () => executing()?.run ?? lastRun });
  const receive = (request: Exclude<KernelRequest, { type: 'init' }>): void => {
    switch (request.type) {
      case 'execute':
        return enqueue(request);
      case 'interrupt':
        return interrupt(request.ordinal);
      case 'switch-device':
        return void queue.between(() => switchDevice(request.requestId, request.device));
      case 'remote':
        return void queue.between(() => useRemote(request.link, request.limit));
      case 'expand':
        return send({ type: 'expanded', requestId: request.requestId, node: expand(request.handle, tracing, handles) });
      case 'answer':
        return asks.answer(request.requestId, request.answer);
      case 'restore':
        return void queue.between(() => restoreCheckpoint(request.requestId, request.training, request.file));
      case 'resume':
        return durable.resume(request.cellId, request.training);
      case 'clear-timers':
        return latest.forEach((run) => (run.runId === request.runId ? run.timers.clear() : undefined));
      case 'visor':
        return void Object.assign(visor, { isOpen: request.open, isFull: request.full });
      case 'module':
        return loader.receive(request.requestId, request.module);
      case 'module-settings':
        return loader.use(request.modules);
      default:
        return request satisfies never;
    }
  };

  return {
    strayErrors: { report: (reason, kind) => border.asKernel(() => strayErrors.report(reason, kind)) },
    currentConsole: () => executing()?.globals.console ?? null,
    stackText: (error, sites) => border.asKernel(() => stacks(error, sites)),
    receive: (request) => border.asKernel(() => receive(request)),
  };
}

/** The names of a cell that are modules, too. */
function importable(globals: CellGlobals | undefined): Readonly<Record<string, unknown>> {
  const { console: _console, tf: _tf, ...values } = globals?.locals ?? {};
  return values;
}

/** Calls back again and again until the returned function is called. */
function repeat({ setTimer, clearTimer }: Platform, milliseconds: number, callback: () => void): () => void {
  let timer = setTimer(tick, milliseconds);
  function tick(): void {
    callback();
    timer = setTimer(tick, milliseconds);
  }
  return () => clearTimer(timer);
}
