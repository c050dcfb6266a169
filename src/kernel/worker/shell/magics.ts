/** What a cell's `!` and `%%` lines do. */
import type { CellMagics } from '../../../language/compile/runtime/magics';
import type { Display } from '../display/display';
import { wallTime } from './wall-time';
import { createShell, type ShellHost } from './shell';

interface MagicsOptions extends ShellHost {
  readonly display: Pick<Display, 'html' | 'markdown'>;
  /** Milliseconds. */
  readonly now: () => number;
}

export function createMagics({ display, now, ...host }: MagicsOptions): CellMagics {
  const shell = createShell(host);
  let startedAt: number | null = null;
  return {
    async run(kind, text, argument, signal) {
      switch (kind) {
        case 'shell':
          await shell.run(text, signal);
          return;
        case 'write-file':
          await shell.writeFile(argument, text);
          return;
        case 'html':
          display.html(text);
          return;
        case 'markdown':
          display.markdown(text);
          return;
        case 'time':
          startedAt = now();
          return;
        default:
          return kind satisfies never;
      }
    },
    end() {
      if (startedAt !== null) host.write('stdout', `Wall time: ${wallTime(now() - startedAt)}\n`);
    },
  };
}
