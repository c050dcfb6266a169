/** The values of the names that every cell finds, bound to one run. */
import { newId } from '../../../base/ids';
import { createChartApi } from '../../../charts/api';
import { createFigureApi } from '../../../charts/kinds/api';
import { createData } from '../../../data/api';
import type { Engine } from '../../../engine/api';
import type { CellMagics } from '../../../language/compile/runtime/magics';
import type { RunLocals } from '../../../language/compile/runtime/run-names';
import type { FitSink } from '../../../train/sink';
import type { Train } from '../../../train/api';
import type { TrainRun } from '../../../train/trainer/environment';
import type { ProgressState } from '../../../protocol/previews';
import { createConsole, type CellConsole } from '../console/console';
import { frameLines, tracebackOf, type Tracing } from '../display/failure';
import type { DurableRuns } from '../durable/runs';
import { createDisplay } from '../display/display';
import { show } from '../display/bundle';
import { tabular } from '../display/table';
import { createQuietDrawing } from '../figures/quiet-drawing';
import { createKeptFigures } from '../figures/kept-figures';
import { createFigureSink } from '../figures/sink';
import { createChartSink } from '../globals/chart-sink';
import { createAsking, type Asking } from '../globals/asking';
import type { Asks } from '../globals/asks';
import { createFiles } from '../globals/files';
import { allFiles, archiveFiles } from '../globals/picture-files';
import { createProgress, progressBundle } from '../globals/progress';
import type { Runtime } from '../globals/runtime';
import { tableBundle } from '../globals/train';
import type { Handles } from '../inspect/handles';
import type { Platform } from '../output/platform';
import { createMagics } from '../shell/magics';
import { createTfVis } from '../tfvis/create';
import type { VisorMemory } from '../tfvis/visor';
import { createTrackFeed } from '../tracking/feed';
import { createTrackMedia } from '../tracking/media';
import type { TrackPlace } from '../tracking/place';
import { createTracks, type RunTracks } from '../tracking/tracks';
import { createQuiet } from '../../../train/quiet';
import { createRunFitSink } from './fit-sink';
import { track, type KernelRun } from './kernel-run';

/** What the runs of one kernel share. */
export interface SharedParts {
  readonly engine: Engine;
  /** TensorFlow.js as the global `tf`. */
  readonly tensorFlow: object;
  readonly runtime: Runtime;
  readonly train: Train;
  readonly folder: FileSystemDirectoryHandle | null;
  readonly durable: DurableRuns;
  readonly filesChanged: () => void;
  readonly asks: Asks;
  readonly visor: VisorMemory;
  readonly handles: Handles;
  readonly tracing: Tracing;
  /** Display ids shown so far. */
  readonly displayIds: Set<string>;
  readonly stopped: (ordinal: number) => boolean;
  readonly platform: Platform;
  readonly place: TrackPlace;
  readonly now: () => number;
}

export interface CellGlobals {
  readonly locals: RunLocals;
  readonly magics: CellMagics;
  readonly console: CellConsole;
  readonly fitSink: FitSink;
  /** What `train` uses of this run. */
  readonly training: TrainRun;
  /** Trainings of this run that are kept. */
  readonly tracks: RunTracks;
  readonly asking: Asking;
}

export function createCellGlobals(run: KernelRun, parts: SharedParts): CellGlobals {
  const { engine, tensorFlow, runtime, train, folder, durable, filesChanged, asks, handles, tracing, displayIds, stopped, now, platform, place } = parts;
  const { output } = run;
  const looking = { ...tracing, handles, owner: run.runId, tf: engine.tf };
  let lastDisplay = 0;
  const newDisplayId = (): string => `${run.runId}-${++lastDisplay}`;
  const claim = (id: string): boolean => {
    if (displayIds.has(id)) return false;
    displayIds.add(id);
    return true;
  };
  const progressLine = (id: string, state: ProgressState): void => {
    output.say({ type: claim(id) ? 'display' : 'update', data: progressBundle(state), metadata: {}, displayId: id });
  };
  const showTable: TrainRun['table'] = (table, id) => {
    const data = tableBundle(table);
    if (id === undefined) output.say({ type: 'display', data, metadata: {}, displayId: null });
    else output.say({ type: claim(id) ? 'display' : 'update', data, metadata: {}, displayId: id });
  };

  const cellConsole = createConsole(
    {
      write: output.write,
      get textSpent() {
        return output.textSpent;
      },
      skip: output.skip,
      table(data, columns) {
        const bundle = tabular(data, columns, looking);
        if (bundle !== null) output.say({ type: 'display', data: bundle, metadata: {}, displayId: null });
        return bundle !== null;
      },
      clear: () => output.say({ type: 'clear' }),
      trace: () => frameLines(tracing.framesOf(new Error('trace')).filter((frame) => frame.kind === 'cell'), tracing),
      now,
    },
    { ...tracing, errorText: (error) => tracebackOf(error, tracing).join('\n') },
  );
  const charts = createChartSink(output);
  const pending = (work: Promise<void>): void => track(run.pending, work);
  const slots = createFigureSink({ output, pending, shouldStop: () => stopped(run.ordinal) });
  const chart = Object.assign(createChartApi(charts, newId, pending), createFigureApi(slots));
  const files = createFiles({
    folder,
    changed: filesChanged,
    async ask(ask) {
      const answer = await asks.ask(output, ask);
      return answer.kind === 'files' ? answer.names : [];
    },
  });
  const asking = createAsking({ ask: (ask) => asks.ask(output, ask), write: output.write, pending: (work) => track(run.pending, work) });
  const display = createDisplay({ say: output.say, pending: (work) => track(run.pending, work), show: (value) => show(value, looking), newDisplayId });

  const tracks = createTracks({ feed: createTrackFeed(output, platform), platform, memory: () => bytesInUse(engine), place: place.now, timers: () => run.timers.active, media: createTrackMedia({ looking, files }), waitFor: (work) => pending(work.catch((error: unknown) => output.write('stderr', `${error instanceof Error ? error.message : String(error)}\n`))) });
  const quiet = createQuiet();
  const shown = createRunFitSink(run, { quiet, charts, progress: (id, state) => progressLine(`fit-${id}`, state), shouldStop: () => stopped(run.ordinal), now });
  const keptFigures = createKeptFigures(tracks, platform);
  const fitSink = tracks.keeping(keptFigures.keeping(shown));
  return {
    locals: {
      console: cellConsole,
      display,
      progress: createProgress({ progress: progressLine, newDisplayId, now }),
      chart,
      files,
      input: asking.input,
      prompt: asking.prompt,
      confirm: asking.confirm,
      data: createData({ tf: engine.tf, open: files.bytes, files: () => allFiles(files), archive: (name) => archiveFiles(files, name), warn: (words) => output.write('stderr', `${words}\n`) }),
      runtime,
      train,
      tf: tensorFlow,
      tfvis: createTfVis({ slots, charts, pending, memory: parts.visor, tell: output.visor }),
    },
    magics: createMagics({ folder, changed: filesChanged, fetch: (...request) => fetch(...request), write: output.write, display, now }),
    console: cellConsole,
    asking,
    fitSink,
    tracks,
    training: { sink: fitSink, tracks, ...(run.trainer && { options: run.trainer }), files, quiet, progress: (id, state) => progressLine(quiet.isOn ? `${run.runId}-pass` : `pass-${id}`, state), table: showTable, durable: durable.of(run.cellId, asking.confirm, tracks.trainings), drawing: createQuietDrawing(quiet, run.runId, chart, slots, keptFigures) },
  };
}

function bytesInUse(engine: Engine): number {
  const { device, bytes } = engine.memory();
  return device?.used ?? bytes;
}
