/** What a command is. Menus, the palette, the shortcuts dialog and key handling all derive from these. */
import type { EditorService } from '../../language/editor/types';
import type { App, AppState, Session, SessionState } from '../../session/types';
import type { FullView, Shell, PanelName } from '../frame/shell';

export const menuNames = ['File', 'Edit', 'View', 'Insert', 'Runtime', 'Tools', 'Help'] as const;
export type MenuName = (typeof menuNames)[number];

/**
 * Where keys are heard. `always`: also while typing. `notebook`: in the notebook page unless typing in a
 * field or editor. `command`: the same, and only in command mode.
 */
export type KeyScope = 'always' | 'notebook' | 'command';

export interface KeyBinding {
  readonly keys: string;
  readonly scope: KeyScope;
}

/** What `when` and `checked` may look at. */
export interface CommandState {
  readonly app: AppState;
  /** The open notebook; null on the start page and while one opens. */
  readonly notebook: SessionState | null;
  readonly panel: PanelName | null;
  /** What covers the notebook at full width. */
  readonly full: FullView | null;
}

export interface CommandContext {
  readonly app: App;
  readonly session: Session | null;
  readonly shell: Shell;
  loadEditor(): Promise<EditorService>;
}

export interface Command {
  readonly id: string;
  readonly title: string;
  /** Its place in the menu bar: `group`s are divided by a line; `under` names a submenu. */
  readonly menu?: { readonly name: MenuName; readonly group: number; readonly under?: string };
  readonly keys?: readonly KeyBinding[];
  /** Runs again while its key is held down. */
  readonly repeats?: boolean;
  when(state: CommandState): boolean;
  /** Present for commands that say how many things they act on. */
  count?(state: CommandState): number;
  /** Present for commands that show a tick: the current choice of a set, an open panel. */
  checked?(state: CommandState): boolean;
  run(context: CommandContext): void | Promise<void>;
}

type Spec = Pick<Command, 'id' | 'title' | 'menu' | 'keys' | 'repeats' | 'checked' | 'count'>;

/** The title as it reads now, with the number of things that the command acts on. */
export function titleNow({ title, count }: Command, state: CommandState): string {
  const things = count?.(state) ?? 0;
  return things === 0 ? title : `${title} (${things})`;
}

/** A command that works on every page. */
export function pageCommand(spec: Spec & Pick<Command, 'run'>): Command {
  return { when: () => true, ...spec };
}

/** A command on the open notebook. */
export function notebookCommand(
  spec: Spec & {
    when?(notebook: SessionState): boolean;
    run(session: Session, context: CommandContext): void | Promise<void>;
  },
): Command {
  const { when, run, ...rest } = spec;
  return {
    ...rest,
    when: ({ notebook }) => notebook !== null && (when?.(notebook) ?? true),
    run: (context) => (context.session ? run(context.session, context) : undefined),
  };
}

/** The cells that a command acts on: the selected ones, and the one of them with the focus. */
export interface Target {
  readonly focus: string;
  readonly cells: readonly string[];
}

/** A command on the selected cells; not there while the notebook has none. */
export function cellCommand(
  spec: Spec & {
    when?(notebook: SessionState): boolean;
    run(session: Session, target: Target, context: CommandContext): void | Promise<void>;
  },
): Command {
  const { when, run, ...rest } = spec;
  return notebookCommand({
    ...rest,
    when: (notebook) => notebook.selection.focus !== null && (when?.(notebook) ?? true),
    run: (session, context) => {
      const { focus, cells } = session.store.getState().selection;
      if (focus !== null) return run(session, { focus, cells }, context);
    },
  });
}

/**
 * Runs `start` at once in a notebook the reader trusts; for a copy from elsewhere asks first, since a
 * copy never runs by itself.
 */
export function whenTrusted(session: Session, { shell }: Pick<CommandContext, 'shell'>, start: () => void): void {
  if (session.store.getState().trusted) {
    start();
    return;
  }
  shell.confirm({
    title: 'Save a copy and allow it to run?',
    text: 'This notebook came from elsewhere. Its code will run in this tab, in a worker that sees only this notebook and its files.',
    action: 'Save a copy and run',
    tone: 'accent',
    onConfirm: () => {
      session.commands.acceptCopy();
      start();
    },
  });
}
