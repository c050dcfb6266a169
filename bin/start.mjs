/** `npm start`: installs what is missing, builds what is stale, serves the app. */
import { ensurePackages, requireNode } from './lib/install.mjs';

requireNode();
try {
  await ensurePackages();
} catch (error) {
  console.error(`The packages could not be installed: ${error instanceof Error ? error.message : error}`);
  console.error('Check the connection to the npm registry, then run "npm start" again.');
  process.exit(1);
}
const { main } = await import('./gradbook.mjs');
process.exitCode = await main(['serve', ...process.argv.slice(2)]);
