import { foreignCommands } from '../../../../language/compile/magics/commands';
import type { ForeignCommand } from '../../../../language/compile/magics/commands';

/** What to do instead of running a command that notebooks elsewhere have; null for any other name. */
export function foreignRemedy(name: string): string | null {
  const known: readonly string[] = foreignCommands;
  return known.includes(name) ? remedyOf(name as ForeignCommand) : null;
}

function remedyOf(name: ForeignCommand): string {
  switch (name) {
    case 'pip':
    case 'pip3':
    case 'conda':
      return "There is no Python here. tf.* does what NumPy does; for a package write import {…} from 'name'";
    case 'python':
    case 'python3':
      return 'There is no Python here: write the program as TypeScript in a cell';
    case 'apt':
    case 'apt-get':
    case 'sudo':
      return "There is no system to install into: the notebook runs in the browser. For a package write import {…} from 'name'";
    case 'nvidia-smi':
      return 'Devices are listed by await runtime.devices(); the runtime button chooses among them';
    case 'cd':
      return 'There is no folder to change to: write whole paths, as in /content/images/1.png';
    case 'yarn':
    case 'pnpm':
    case 'npx':
      return "Nothing is installed here: write import {…} from 'name'";
    case 'node':
    case 'bash':
    case 'sh':
      return 'It cannot be started here: cells are TypeScript, and %%bash runs the lines below it';
    case 'kaggle':
    case 'gdown':
      return 'It cannot be started here: download the files and put them into the Files panel, or use !wget with an address that other sites may read';
    case 'zip':
    case 'gzip':
      return 'Nothing can be packed here; the Files panel downloads files one by one';
    case 'find':
      return 'It does not exist here: !ls -R lists all files, and so does await files.list()';
    case 'grep':
    case 'sed':
      return "It does not exist here: read the file with await files.text('name') and search it in TypeScript";
    default:
      return name satisfies never;
  }
}
