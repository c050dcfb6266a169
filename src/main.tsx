/** The composition root: makes every part, hands each what it needs, and shows the page. */
import { createRoot } from 'react-dom/client';
import { version } from '../package.json';
import { newId } from './base/ids';
import { chartKeeper } from './charts/keeper';
import { createSeriesStore } from './charts/store';
import { examples } from './examples';
import { createCompiler } from './language/editor/compiler';
import type { Notebook } from './notebook/types';
import type { EditorServiceOptions } from './language/editor/service';
import type { EditorService } from './language/editor/types';
import { createApp } from './session/app';
import { moduleCdns } from './session/module-settings';
import { createModuleText } from './session/module-text';
import type { ThemeChoice } from './session/types';
import { openModuleCache } from './storage/module-cache';
import { createCrashNotes } from './storage/crash-notes';
import { openNotebooks } from './storage/notebooks';
import { preferences } from './storage/preferences';
import { openRemoteServers } from './storage/remote-servers';
import { App } from './ui/App';
import { UiContext, type UiServices } from './ui/context';
import { saveFile } from './ui/frame/files-in-out';

/** A frame where frames are drawn; a short wait in a hidden tab, where none are. */
function nextFrame(callback: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    callback();
  };
  requestAnimationFrame(once);
  setTimeout(once, 250);
}

function whenIdle(callback: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(callback, { timeout: 1000 });
  else setTimeout(callback, 200);
}

async function filesRoot(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await navigator.storage.getDirectory();
  } catch {
    return null; // private windows deny it; the commands that need it say so
  }
}

/** What the page shows at this moment; `ui` keeps it in step with the choice and the system. */
function currentTheme(): 'light' | 'dark' {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
}

/** Before the first paint, so that a dark page never flashes white. */
function applyTheme(choice: ThemeChoice): void {
  const dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

async function loadEditor(options: Omit<EditorServiceOptions, 'theme'>): Promise<EditorService> {
  const { loadEditorService } = await import('./language/editor/service');
  return loadEditorService({ ...options, theme: currentTheme() });
}

async function start(): Promise<void> {
  const charts = createSeriesStore({
    schedule: nextFrame,
    spill: async () => (await import('./charts/spill')).openSpillFolder(await filesRoot(), locks, newId()),
  });
  let compiler: ReturnType<typeof createCompiler> | null = null;
  const compilerOnce = () => (compiler ??= createCompiler());
  const notebooks = await openNotebooks<Notebook>({ files: await filesRoot() });
  const pageUrl = location.href.split('#')[0] ?? location.href;
  const fetchModuleText = createModuleText({
    fetch: (...request) => fetch(...request),
    cache: openModuleCache({ now: Date.now }),
    pageUrl,
    isOnline: () => navigator.onLine,
  });
  const choices = preferences(() => localStorage);
  const locks = 'locks' in navigator ? navigator.locks : null;
  const crashNotes = locks && createCrashNotes({ storage: () => localStorage, locks, page: `gradbook-page-${newId()}` });
  window.addEventListener('pagehide', () => crashNotes?.forget());
  const app = createApp({
    now: Date.now,
    nextFrame,
    mark: (moment) => void performance.mark(moment),
    whenIdle,
    notebooks,
    filesRoot,
    preferences: choices,
    compile: (cellId, text) => compilerOnce().compile(cellId, text),
    transpile: (fileName, text) => compilerOnce().transpile(fileName, text),
    fetchModuleText,
    createKernelWorker() {
      compilerOnce(); // warm by the time that the first cell runs
      return new Worker(new URL('./kernel/worker/entry.ts', import.meta.url), { type: 'module', name: 'kernel' });
    },
    createSocketWorker: () => new Worker(new URL('./kernel/client/remote/socket-worker.ts', import.meta.url), { type: 'module', name: 'socket' }),
    clientName: `gradbook ${version}`,
    remoteServers: openRemoteServers(),
    wasmPath: new URL('assets/wasm/', document.baseURI).href,
    isolated: crossOriginIsolated,
    locks,
    crashNotes,
    charts: chartKeeper(charts),
    runs: {
      locks,
      openChannel: (name) => ('BroadcastChannel' in window ? new BroadcastChannel(name) : null),
      createWorker: () => new Worker(new URL('./session/runs/helper/worker.ts', import.meta.url), { type: 'module', name: 'runs' }),
      packages: { gradbook: version },
    },
    fetch: (...request) => fetch(...request),
    saveFile,
    pageUrl,
    setAddress(hash, { replace = false } = {}) {
      const url = hash === '' ? location.pathname + location.search : hash;
      if (hash === location.hash) return;
      if (replace) history.replaceState(null, '', url);
      else history.pushState(null, '', url);
    },
    examples: examples(document.baseURI),
  });

  let editor: Promise<EditorService> | null = null;
  const services: UiServices = {
    app,
    charts,
    loadEditor: () =>
      (editor ??= loadEditor({
        packageCdns: () => moduleCdns(choices.read().moduleCdn),
        async fetchText(url) {
          const answer = await fetchModuleText(url);
          return answer.ok ? answer : null;
        },
      })),
  };

  const followAddress = () => void app.commands.followAddress(location.hash);
  window.addEventListener('popstate', followAddress);
  document.addEventListener('visibilitychange', () => {
    const session = app.store.getState().session;
    if (document.hidden && session?.store.getState().save.phase === 'dirty') void session.commands.saveNow();
  });
  applyTheme(app.store.getState().theme);
  window.gradbook = { app };
  await app.commands.followAddress(location.hash);

  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element #root.');
  createRoot(root).render(
    <UiContext value={services}>
      <App />
    </UiContext>,
  );
}

declare global {
  interface Window {
    /** For automation: what `gradbook run` and browser tests drive. Cells run in a worker and cannot reach it. */
    gradbook?: { readonly app: ReturnType<typeof createApp> };
  }
}

void start();
