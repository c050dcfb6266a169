import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useServices } from '../context';
import { currentPlatform } from '../controls/platform';
import { useShell } from '../frame/shell-context';
import type { Command, CommandContext, CommandState } from './command';
import { keyPlace } from './key-place';
import { createKeymap } from './keymap';
import { commands } from './registry';

export interface CommandRunner {
  state(): CommandState;
  run(command: Command): void;
}

/** Runs commands on the page as it is when they run; a failure becomes a notice. */
export function useCommandRunner(): CommandRunner {
  const { app, loadEditor } = useServices();
  const shell = useShell();
  return useMemo(() => {
    const context = (): CommandContext => ({ app, shell, loadEditor, session: app.store.getState().session });
    const state = (): CommandState => ({
      app: app.store.getState(),
      notebook: app.store.getState().session?.store.getState() ?? null,
      panel: shell.panel,
      full: shell.full,
    });
    return {
      state,
      run: (command) => {
        if (!command.when(state())) return;
        // Starts at once: opening a file dialog is only allowed in the turn of the click or key.
        const finished = (async () => command.run(context()))();
        finished.catch((failure: unknown) => {
          app.commands.notify({
            tone: 'danger',
            text: `'${command.title.replace(/…$/, '')}' failed`,
            remedy: failure instanceof Error ? failure.message : String(failure),
          });
        });
      },
    };
  }, [app, shell, loadEditor]);
}

/** The state that decides which commands apply, kept up to date; for what is on show while a menu is open. */
export function useCommandState(): CommandState {
  const { app } = useServices();
  const { panel, full } = useShell();
  const appState = useSyncExternalStore(app.store.subscribe, app.store.getState);
  const notebook = useSyncExternalStore(
    appState.session?.store.subscribe ?? noSubscription,
    () => appState.session?.store.getState() ?? null,
  );
  return { app: appState, notebook, panel, full };
}

const noSubscription = () => () => undefined;

/** Hears the keys of all commands, wherever the focus is. */
export function useKeys(): void {
  const runner = useCommandRunner();
  const keymap = useMemo(() => createKeymap(commands, { platform: currentPlatform(), now: () => Date.now() }), []);
  useEffect(() => {
    const hear = (event: KeyboardEvent, onlyWhileTyping: boolean): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const state = runner.state();
      // Keys of command mode are for cells that can be seen.
      const place = keyPlace(event, state.full === null ? (state.notebook?.selection.mode ?? 'command') : 'edit');
      // An editor takes keys for itself before they bubble, so chords and global keys are heard on the way down.
      if (place.typing !== onlyWhileTyping) return;
      const outcome = keymap.press(event, place, (command) => command.when(state));
      if (outcome.kind === 'none') return;
      if (outcome.kind === 'run' || !isModifier(event)) {
        event.preventDefault();
        event.stopPropagation();
      }
      if (outcome.kind === 'run') runner.run(outcome.command);
    };
    const down = (event: KeyboardEvent): void => hear(event, true);
    const up = (event: KeyboardEvent): void => hear(event, false);
    window.addEventListener('keydown', down, { capture: true });
    window.addEventListener('keydown', up);
    return () => {
      window.removeEventListener('keydown', down, { capture: true });
      window.removeEventListener('keydown', up);
    };
  }, [keymap, runner]);
}

const isModifier = (event: KeyboardEvent): boolean => ['Control', 'Shift', 'Alt', 'Meta'].includes(event.key);
