import { CommandError, type Command } from '../command';

/** Nothing is ever installed: an import fetches its package by itself. */
export const npm: Command = async (args, { out }) => {
  const [action, ...rest] = args;
  if (action !== 'install' && action !== 'i' && action !== 'add') {
    throw new CommandError("only npm install is known here, and it is not needed: write import {…} from 'name'");
  }
  const packages = rest.filter((arg) => !arg.startsWith('-'));
  for (const name of packages) out(`Nothing to install: write \`import … from '${name}'\`\n`);
  if (packages.length === 0) out("Nothing to install: write `import … from 'name'`\n");
};
