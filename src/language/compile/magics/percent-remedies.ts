import type { PercentMagic } from './find-magics';

const kinds = '%%time, %%html, %%markdown, %%bash, %%writefile and %%js';

/** Why a line of percent signs cannot stand, with what to write instead; null where it can. */
export function percentProblem({ name, isLate, argument }: PercentMagic): string | null {
  if (isLate && name.startsWith('%%')) return `'${name}' must be the first line of its cell, and the only one of its kind; put it into a cell of its own`;
  const remedy = remedyOf(name.replace(/^%+/, ''), argument);
  if (known.has(name)) return name === '%%writefile' || name === '%%file' ? fileProblem(name, argument) : null;
  return `'${name}' does not exist here; ${remedy}`;
}

const known: ReadonlySet<string> = new Set([
  '%%time', '%%html', '%%markdown', '%%md', '%%bash', '%%sh', '%%shell', '%%writefile', '%%file', '%%javascript', '%%js', '%%typescript', '%%ts',
]);

const fileProblem = (name: string, argument: string): string | null =>
  /^(-a\s+)?\S+$/.test(argument) ? null : `'${name}' needs the name of one file, as in ${name} helpers.ts`;

function remedyOf(name: string, argument: string): string {
  switch (name) {
    case 'pip':
    case 'conda':
      return "there is no Python here; for a package of JavaScript write import {…} from 'name'";
    case 'python':
    case 'python3':
    case 'cython':
    case 'R':
    case 'ruby':
    case 'perl':
      return 'cells are TypeScript; tf.* does what NumPy does';
    case 'matplotlib':
    case 'pylab':
      return 'it is not needed: chart draws in the page';
    case 'tensorboard':
    case 'load_ext':
    case 'reload_ext':
    case 'autoreload':
      return 'it is not needed: model.fit charts its losses, and a cell that runs again replaces what it declared';
    case 'timeit':
    case 'prun':
      return 'write %%time as the first line of the cell, or measure with performance.now()';
    case 'time':
      return 'write %%time as the first line of the cell';
    case 'cd':
      return 'there is no folder to change to: write whole paths, as in /content/images/1.png';
    case 'env':
    case 'set_env':
      return 'there are no environment variables: declare a const';
    case 'who':
    case 'whos':
      return 'the panel Variables lists what cells have declared';
    case 'reset':
      return 'Runtime → Restart forgets all variables';
    case 'capture':
      return 'take the line out; the output can be collapsed or cleared';
    case 'ls':
    case 'cp':
    case 'mv':
    case 'rm':
    case 'mkdir':
    case 'cat':
    case 'pwd':
      return `write !${name}${argument === '' ? '' : ` ${argument}`}`;
    default:
      return `a cell can begin with ${kinds}`;
  }
}
