/** `npm run chaos`: kills trainings 200 times, or as often as `--kills` says, and fails if one comes to another end than it should. */
import { parseArgs } from 'node:util';
import { chaos } from './lib/chaos.mjs';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const { kills, finished, resumed, differences } = await chaos({ kills: Number(values.kills), seed, tell: (line) => console.log(line) });
const list = Object.entries(kills).map(([kind, count]) => `${count} of the ${{ worker: 'worker', page: 'page', browser: 'browser', cut: 'worker with its last file cut' }[kind]}`);
console.log(`Kills: ${list.join(', ')} (--seed ${seed}). ${finished} trainings ended, ${resumed} of them resumed; ${differences.length} came to another end.`);
for (const difference of differences) console.error(difference);
process.exitCode = differences.length === 0 ? 0 : 1;
