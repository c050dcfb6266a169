/** The page's part in imports of one notebook: gives the kernel texts and settings, keeps the versions it settles on. */
import { importPins, pinsOfCell, setImportPins, type ImportPins } from '../notebook/import-pins';
import type { KernelEvent, ModuleSettings } from '../protocol/kernel';
import type { KernelClient } from '../kernel/client/client';
import { notebookFolder } from '../storage/opfs/folders';
import type { SessionCore } from './core';
import { moduleSettings } from './module-settings';
import { isNotebookModule, readNotebookModule } from './notebook-modules';

export interface ModuleService {
  /** For a kernel that starts. */
  settings(): ModuleSettings;
  answer(client: KernelClient, event: KernelEvent & { readonly type: 'load-module' }): Promise<void>;
  keep(pins: ImportPins): void;
  /** Before a cell runs: its own pins count, and so does what changed since the last cell. */
  prepare(client: KernelClient, source: string): void;
  /** Lets the next import of each package settle its version anew. */
  forgetVersions(): void;
}

export function createModuleService(core: SessionCore): ModuleService {
  const { env, state } = core;
  /** What each kernel was told last; its own pins need no telling. */
  const told = new WeakMap<KernelClient, string>();

  const settings = (): ModuleSettings => moduleSettings(env.preferences, state().notebook);
  const setPins = (pins: ImportPins) => core.amend((notebook) => (same(importPins(notebook), pins) ? notebook : setImportPins(notebook, pins)));
  const folder = async (): Promise<FileSystemDirectoryHandle | null> => {
    const root = await env.filesRoot();
    return root && notebookFolder(root, state().id).catch(() => null);
  };

  return {
    settings,
    async answer(client, { requestId, url }) {
      const module = isNotebookModule(url) ? await readNotebookModule(url, await folder(), env) : await env.fetchModuleText(url);
      client.module(requestId, module);
    },
    keep: (pins) => setPins({ ...importPins(state().notebook), ...pins }),
    prepare(client, source) {
      setPins({ ...importPins(state().notebook), ...pinsOfCell(source) });
      const now = settings();
      const text = JSON.stringify(now);
      if (told.get(client) === text) return;
      told.set(client, text);
      client.useModules(now);
    },
    forgetVersions: () => setPins({}),
  };
}

const same = (a: ImportPins, b: ImportPins): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, version]) => b[key] === version);
