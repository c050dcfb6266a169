/** The page around the open notebook: which page shows, the list of notebooks, how one gets opened. */
import { createStore } from 'zustand/vanilla';
import { newId } from '../base/ids';
import { createNotebook } from '../notebook/create';
import { describeIpynbError } from '../notebook/ipynb/errors';
import { readIpynbBytes } from '../notebook/ipynb/read';
import { nameOf } from '../notebook/name';
import { exampleAddress, parseAddress, parsePasted, storedAddress } from '../share/address';
import { describeFetchError, fetchNotebook } from '../share/fetch';
import { decodeLink, describeLinkError } from '../share/link';
import { describeStorageError } from '../storage/errors';
import type { PreferenceValues } from '../storage/preferences';
import type { Clipboard } from './commands/structure';
import type { SessionEnvironment } from './environment';
import { createRuns } from './runs/create';
import { openSession, type OpenNotebook } from './session';
import type { App, AppCommands, AppState, Notice } from './types';

export function createApp(env: SessionEnvironment): App {
  const store = createStore<AppState>(() => ({
    route: { page: 'start' },
    session: null,
    recent: null,
    examples: env.examples,
    ...pick(env.preferences.read()),
    notices: [],
  }));
  const clipboard: Clipboard = { cells: [] };

  const notify = (notice: Omit<Notice, 'id'>): string => {
    const id = newId();
    store.setState(({ notices }) => ({ notices: [...notices, { ...notice, id }].slice(-5) }));
    return id;
  };

  const runs = createRuns({ ...env.runs, now: env.now, nextFrame: env.nextFrame, filesRoot: env.filesRoot }, notify);

  const fail = (words: { readonly text: string; readonly remedy: string }) => {
    notify({ tone: 'danger', ...words });
    const open = store.getState().session;
    store.setState({ route: open ? { page: 'notebook' } : { page: 'start' } });
    if (!open) void refreshRecent();
  };

  const refreshRecent = async () => {
    const listed = await env.notebooks.list();
    if (!listed.ok) notify({ tone: 'danger', ...describeStorageError(listed.error) });
    store.setState({ recent: listed.ok ? listed.value : [] });
  };

  const show = async (opened: OpenNotebook, address: string) => {
    await store.getState().session?.close();
    const session = openSession(env, clipboard, opened, runs);
    env.setAddress(address);
    store.setState({ session, route: { page: 'notebook' } });
  };

  const opening = (what: string) => store.setState({ route: { page: 'opening', what } });

  const openBytes = async (bytes: Uint8Array, name: string, fileName: string) => {
    const read = readIpynbBytes(bytes);
    if (!read.ok) return fail(prefixed(`“${fileName}” cannot be opened`, describeIpynbError(read.error)));
    const id = newId();
    await show(
      { id, name, notebook: read.value, provenance: { kind: 'file', fileName }, outputsTrusted: false },
      storedAddress(id),
    );
  };

  const commands: AppCommands = {
    async followAddress(hash) {
      const address = parseAddress(hash);
      switch (address.kind) {
        case 'start':
          return commands.goToStart();
        case 'stored':
          return commands.openStored(address.id);
        case 'example':
          return commands.openExample(address.name);
        case 'link': {
          opening('the notebook in this link');
          const decoded = await decodeLink(hash);
          if (!decoded.ok) return fail(describeLinkError(decoded.error));
          const notebook = decoded.value;
          const name = nameOf(notebook) ?? 'Shared notebook';
          return show({ id: newId(), name, notebook, provenance: { kind: 'link' }, outputsTrusted: false }, hash);
        }
        default:
          return address satisfies never;
      }
    },
    async goToStart() {
      const { session } = store.getState();
      store.setState({ route: { page: 'start' }, session: null });
      env.setAddress('');
      await session?.close();
      await refreshRecent();
    },
    async newNotebook({ source, name = 'Untitled notebook' } = {}) {
      const id = newId();
      const notebook = createNotebook(source ?? [{ type: 'code', source: '' }]);
      await show({ id, name, notebook, provenance: { kind: 'local' }, outputsTrusted: true }, storedAddress(id));
    },
    async openStored(id) {
      if (store.getState().session?.store.getState().id === id) return store.setState({ route: { page: 'notebook' } });
      opening('your notebook');
      const loaded = await env.notebooks.load(id);
      if (!loaded.ok) return fail(describeStorageError(loaded.error));
      const { name, document: notebook, updatedAt } = loaded.value;
      // What came from elsewhere keeps its origin, and its stored outputs stay untrusted.
      const outputsTrusted = notebook.origin === undefined;
      await show({ id, name, notebook, provenance: { kind: 'local' }, outputsTrusted, savedAt: updatedAt }, storedAddress(id));
    },
    async openExample(name) {
      const example = env.examples.find((entry) => entry.name === name);
      if (!example) {
        const names = env.examples.map((entry) => entry.name).join(', ');
        return fail({ text: `There is no example “${name}”`, remedy: `Examples are: ${names}.` });
      }
      opening(`“${example.title}”`);
      const fetched = await fetchNotebook(example.url, env.fetch);
      if (!fetched.ok) return fail(describeFetchError(fetched.error));
      await show(
        {
          id: newId(),
          name: example.title,
          notebook: fetched.value.notebook,
          provenance: { kind: 'example', name },
          outputsTrusted: true,
        },
        exampleAddress(name),
      );
    },
    async openFile(file) {
      await openBytes(new Uint8Array(await file.arrayBuffer()), file.name.replace(/\.ipynb$/i, ''), file.name);
    },
    async openLink(text) {
      const pasted = parsePasted(text);
      if (!pasted) {
        return fail({
          text: 'That is neither a share link nor the address of a notebook',
          remedy: 'Paste a link that contains #nb=, or an https address of an .ipynb file.',
        });
      }
      if (pasted.kind === 'link') return commands.followAddress(pasted.hash);
      opening(pasted.url);
      const fetched = await fetchNotebook(pasted.url, env.fetch);
      if (!fetched.ok) return fail(describeFetchError(fetched.error));
      const { name, notebook } = fetched.value;
      const id = newId();
      await show({ id, name, notebook, provenance: { kind: 'link' }, outputsTrusted: false }, storedAddress(id));
    },
    async deleteStored(id) {
      const removed = await env.notebooks.remove(id);
      if (!removed.ok) notify({ tone: 'danger', ...describeStorageError(removed.error) });
      await refreshRecent();
    },
    async duplicateStored(id) {
      const open = store.getState().session?.store.getState();
      const listed = store.getState().recent?.find((entry) => entry.id === id)?.name;
      const name = open?.id === id ? open.name : (listed ?? 'notebook');
      const copied = await env.notebooks.duplicate(id, `Copy of ${name}`);
      if (!copied.ok) notify({ tone: 'danger', ...describeStorageError(copied.error) });
      await refreshRecent();
    },
    setTheme(theme) {
      env.preferences.write({ theme });
      store.setState({ theme });
    },
    setModuleCdn(moduleCdn) {
      env.preferences.write({ moduleCdn });
      store.setState({ moduleCdn });
    },
    setRunsView(runsView) {
      env.preferences.write({ runsView });
      store.setState({ runsView });
    },
    dismissTour() {
      env.preferences.write({ tourDismissed: true });
      store.setState({ tourDismissed: true });
    },
    notify,
    dismiss: (noticeId) =>
      store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== noticeId) })),
  };
  return { store, commands, runs };
}

const pick = ({ theme, tourDismissed, moduleCdn, runsView }: PreferenceValues) => ({ theme, tourDismissed, moduleCdn, runsView });

const prefixed = (what: string, words: { readonly text: string; readonly remedy: string }) => ({
  text: `${what}: ${words.text}`,
  remedy: words.remedy,
});
