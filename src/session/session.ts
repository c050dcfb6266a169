/** One open notebook: its store, its commands, its kernel and its journal. */
import { createStore } from 'zustand/vanilla';
import { emptyHistory } from '../notebook/history';
import type { Notebook } from '../notebook/types';
import type { DeviceKind } from '../protocol/kernel';
import { createAutosave } from './autosave';
import { fileCommands } from './commands/files';
import { packageCommands } from './commands/packages';
import { formCommands } from './commands/forms';
import { runningCommands } from './commands/running';
import { savingCommands } from './commands/saving';
import { selectionCommands } from './commands/selection';
import { structureCommands, type Clipboard } from './commands/structure';
import { visorCommands } from './commands/visor';
import { cellOf, createCore } from './core';
import { watchForCrash } from './crash-watch';
import type { SessionEnvironment } from './environment';
import { createKernelLink } from './kernel-link';
import { remoteCommands } from './remote/commands';
import { createTrainings } from './durable/trainings';
import { createConnector } from './remote/connection';
import type { RunIntake } from './runs/environment';
import { originOf } from './runs/origin';
import type { Provenance, SaveState, Session, SessionCommands, SessionState } from './types';
import { emptyVisor } from './visor';

export interface OpenNotebook {
  readonly id: string;
  readonly name: string;
  readonly notebook: Notebook;
  readonly provenance: Provenance;
  readonly outputsTrusted: boolean;
  /** When it was last written to the journal; absent for one that never was. */
  readonly savedAt?: number;
}

export function openSession(env: SessionEnvironment, clipboard: Clipboard, opened: OpenNotebook, runs: RunIntake): Session {
  const store = createStore<SessionState>(() => initialState(env, opened));
  const core = createCore(env, store, emptyHistory());
  const autosave = createAutosave(core);
  const endKernel = () => {
    remote.onKernelEnd();
    runs.cut();
    // A training that ends with its kernel is offered at once.
    void trainings.look().catch(() => undefined);
  };
  const kernel = createKernelLink(core, { onFilesChanged: () => void files.refreshFiles(), onStart: (client) => remote.onKernelStart(client), onEnd: endKernel, onLimitReached: () => remote.onLimitReached(), onTracked: (event) => runs.receive(event, originOf(core.state(), event.runId)) });
  const remote = createConnector(core, kernel.current);

  const selection = selectionCommands(core);
  const structure = structureCommands(core, clipboard);
  const running = runningCommands(core, kernel, { ...selection, ...structure });
  const files = fileCommands(core, running);
  const trainings = createTrainings(core, { kernel: kernel.ready, run: (cellIds) => cellIds.forEach((cellId) => running.runCell(cellId)) });
  const warmUp = () => {
    void files.refreshFiles();
    env.whenIdle(() => void trainings.look().catch(() => undefined));
    env.whenIdle(() => void kernel.ready());
  };
  const saving = savingCommands(core, autosave, () => {
    void autosave.flush();
    warmUp();
  });
  const commands: SessionCommands = { ...selection, ...structure, ...formCommands(core), ...running, ...files, ...saving, ...packageCommands(core, kernel.modules), ...remoteCommands(core, remote), ...visorCommands(core, kernel) };

  const stopKeeping = store.subscribe((now, before) => {
    const touched = now.notebook !== before.notebook || now.name !== before.name || now.queue !== before.queue;
    if (touched && now.provenance.kind === 'example') commands.acceptCopy();
  });

  const stopPreparing = store.subscribe((now, before) => {
    const { focus, mode } = now.selection;
    if (focus === null || mode !== 'edit' || !now.trusted) return;
    const cell = cellOf(now, focus);
    if (cell?.type !== 'code' || (now.selection === before.selection && cell === cellOf(before, focus))) return;
    core.programs.prepare(cell.id, cell.source);
  });

  const stopWatching = watchForCrash(core);
  if (opened.provenance.kind !== 'link') warmUp();
  if (store.getState().save.phase === 'dirty') void autosave.flush();

  return {
    store,
    shown: core.shown,
    commands,
    trainings,
    async close() {
      trainings.close();
      stopKeeping();
      stopWatching();
      stopPreparing();
      kernel.close();
      await autosave.flush();
      autosave.stop();
      env.charts.clear();
    },
  };
}

function initialState(env: SessionEnvironment, opened: OpenNotebook): SessionState {
  const first = opened.notebook.cells[0]?.id ?? null;
  return {
    id: opened.id,
    name: opened.name,
    provenance: opened.provenance,
    trusted: opened.provenance.kind !== 'link',
    outputsTrusted: opened.outputsTrusted,
    notebook: opened.notebook,
    runs: {},
    queue: [],
    selection: { focus: first, cells: first === null ? [] : [first], mode: 'command' },
    kernel: { phase: 'starting' },
    device: null,
    devices: [],
    wantedDevice: deviceOf(opened.notebook) ?? env.preferences.read().device ?? 'cpu',
    memory: null,
    remote: { phase: 'none' },
    shapes: {},
    visor: emptyVisor,
    isolated: env.isolated,
    save: initialSave(opened),
    files: [],
    uploads: [],
    notices: [],
    canUndo: false,
    canRedo: false,
  };
}

function initialSave({ provenance, savedAt }: OpenNotebook): SaveState {
  if (savedAt !== undefined) return { phase: 'saved', at: savedAt };
  return provenance.kind === 'link' || provenance.kind === 'example' ? { phase: 'unsaved-copy' } : { phase: 'dirty' };
}

/** Colab writes "GPU" or "TPU" into `metadata.accelerator`, and nothing for a CPU. */
function deviceOf(notebook: Notebook): DeviceKind | null {
  switch (notebook.metadata.accelerator) {
    case 'GPU':
      return 'gpu';
    case 'TPU':
      return 'tpu';
    case 'CPU':
      return 'cpu';
    default:
      return null;
  }
}
