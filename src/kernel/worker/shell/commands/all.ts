import type { ShellCommand } from '../../../../language/compile/magics/commands';
import type { Command } from '../command';
import { curl } from './curl';
import { git } from './git';
import { ls, pwd } from './listing';
import { cp, mkdir, mv, rm, touch } from './moving';
import { npm } from './npm';
import { cat, echo, head, tail, wc } from './reading';
import { gunzip, tar, unzip } from './unpacking';
import { wget } from './wget';

const byName: Readonly<Record<ShellCommand, Command>> = {
  ls, cp, mv, rm, mkdir, touch, cat, head, tail, wc, pwd, echo, wget, curl, unzip, gunzip, tar, git, npm,
};

export const commands: ReadonlyMap<string, Command> = new Map(Object.entries(byName));
