/** Runs the text of a `!` line on the notebook's files. */
import { CommandError, type Command, type CommandIo } from './command';
import { commands } from './commands/all';
import { foreignRemedy } from './commands/foreign';
import { createFileTree, type FileTree } from './file-tree';
import { parseScript, type Pipeline, type SimpleCommand, type Word } from './parse';

export interface ShellHost {
  /** The notebook's folder; null where the browser gives no storage. */
  readonly folder: FileSystemDirectoryHandle | null;
  readonly changed: () => void;
  readonly fetch: typeof fetch;
  readonly write: (name: 'stdout' | 'stderr', text: string) => void;
}

export interface Shell {
  /** Failures are told on stderr, as a terminal does, and end nothing. Rejects only once the signal is given. */
  run(script: string, signal: AbortSignal): Promise<void>;
  /** `argument`: the file's name, behind `-a` to add to it. */
  writeFile(argument: string, text: string): Promise<void>;
}

/** Where the notebook's files are, for scripts that ask. */
const variables: Readonly<Record<string, string>> = { HOME: '/content', PWD: '/content' };

export function createShell({ folder, changed, fetch, write }: ShellHost): Shell {
  const say = (text: string): void => write('stderr', text.endsWith('\n') ? text : `${text}\n`);
  const openTree = (): FileTree => {
    if (folder === null) throw new CommandError('this browser gives the notebook no storage for files; leave private browsing or allow site data, then reload');
    return createFileTree(folder, changed);
  };

  const runSimple = async (command: SimpleCommand, tree: FileTree, piped: Blob | null, isLast: boolean, signal: AbortSignal) => {
    const words = await expand(command.words, tree);
    const [name = '', ...args] = words;
    const into = (kinds: readonly string[]) => command.redirections.findLast((one) => kinds.includes(one.kind));
    const source = into(['<'])?.target;
    const target = into(['>', '>>']);
    const errors = into(['2>', '2>>', '2>&1']);
    const pieces: (string | Blob)[] = [];
    const isShown = isLast && target === undefined;
    const tell = (text: string): void => {
      if (errors === undefined) say(text);
      else if (errors.kind === '2>&1') out(`${text}\n`);
    };
    const out = (text: string | Blob): void => {
      if (isShown && typeof text === 'string') write('stdout', text);
      else pieces.push(text);
    };
    let failed = false;
    try {
      const stdin = source ? await tree.read(source.text) : piped;
      const io: CommandIo = { tree, fetch, signal, stdin, isShown, out, note: tell };
      await commandOf(name)(args, io);
    } catch (thrown) {
      signal.throwIfAborted();
      failed = true;
      tell(`${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
    const output = new Blob(pieces);
    if (isShown && output.size > 0) write('stdout', await output.text());
    if (target?.target && target.target.text !== '/dev/null') {
      const path = target.target.text;
      const before = target.kind === '>>' && (await tree.find(path)) !== null ? [await tree.read(path)] : [];
      await tree.write(path, new Blob([...before, output]));
    }
    return { failed, output };
  };

  const runPipeline = async ({ commands: piped }: Pipeline, tree: FileTree, signal: AbortSignal): Promise<boolean> => {
    let input: Blob | null = null;
    let failed = false;
    for (const [index, command] of piped.entries()) {
      signal.throwIfAborted();
      const end = await runSimple(command, tree, input, index === piped.length - 1, signal);
      ({ failed } = end);
      input = end.output;
    }
    return !failed;
  };

  return {
    async run(script, signal) {
      try {
        const tree = openTree();
        const pipelines = parseScript(script, (name) => variables[name] ?? '');
        if (!pipelines.ok) throw new CommandError(pipelines.error);
        let succeeded = true;
        for (const pipeline of pipelines.value) {
          if (pipeline.when === 'always' || (pipeline.when === 'succeeded') === succeeded) succeeded = await runPipeline(pipeline, tree, signal);
        }
      } catch (thrown) {
        signal.throwIfAborted();
        say(thrown instanceof Error ? thrown.message : String(thrown));
      }
    },
    async writeFile(argument, text) {
      const [, adds, name = ''] = /^(-a\s+)?(.*)$/.exec(argument) ?? [];
      const tree = openTree();
      const before = await tree.find(name);
      const isAdded = adds !== undefined && before?.kind === 'file';
      await tree.write(name, new Blob(isAdded ? [before.file, text] : [text]));
      write('stdout', `${isAdded ? 'Appending to' : before === null ? 'Writing' : 'Overwriting'} ${name}\n`);
    },
  };
}

/** Patterns become the names of the files they fit; one that fits none stays as it is. */
async function expand(words: readonly Word[], tree: FileTree): Promise<readonly string[]> {
  const expanded: string[] = [];
  for (const { text, isPattern } of words) {
    const found = isPattern ? await tree.match(text) : [];
    expanded.push(...(found.length === 0 ? [text] : found));
  }
  return expanded;
}

function commandOf(name: string): Command {
  const found = commands.get(name);
  if (found !== undefined) return found;
  throw new CommandError(foreignRemedy(name) ?? `there is no such command here; commands are: ${[...commands.keys()].join(', ')}`);
}
