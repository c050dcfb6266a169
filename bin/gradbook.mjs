#!/usr/bin/env node
/** The command line: serve the app, or run a notebook without a window. */
import { pathToFileURL } from 'node:url';
import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dist, ensureBuild } from './lib/install.mjs';
import { RUN_HELP, wordsOfUsage } from './lib/run-options.mjs';

const HELP = `Usage:
  gradbook serve [--port 8474] [--host 127.0.0.1]
      Serves the app. Takes the next free port unless --port is given.

${RUN_HELP}`;

const DEFAULT_PORT = 8474;

/**
 * @param {string[]} argv words after the program's name
 * @returns {Promise<number>} the exit code
 */
export async function main(argv) {
  const [command, ...rest] = argv;
  if (rest.some((word) => word === '--help' || word === '-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  switch (command) {
    case 'serve':
      return serveCommand(rest);
    case 'run': {
      const { runCommand } = await import('./lib/run.mjs');
      return runCommand(rest);
    }
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(HELP);
      return command === undefined ? 2 : 0;
    default:
      console.error(`There is no command "${command}"; there are serve, run and help.`);
      return 2;
  }
}

/** @param {string[]} argv */
async function serveCommand(argv) {
  /** @type {{ port?: string, host?: string }} */
  let options;
  try {
    options = parseArgs({ args: argv, options: { port: { type: 'string' }, host: { type: 'string' } } }).values;
  } catch (error) {
    console.error(wordsOfUsage(error));
    return 2;
  }
  const port = Number(options.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`--port takes a whole number from 0 to 65535, not "${options.port}".`);
    return 2;
  }
  const host = options.host ?? '127.0.0.1';
  await ensureBuild();
  const { serve } = await import('./lib/serve.mjs');
  try {
    const server = await serve({ root: dist, host, port, fixedPort: options.port !== undefined });
    console.log(`Gradbook is at ${server.url}`);
    if (port !== server.port && port !== 0) console.log(`(port ${port} is taken)`);
    if (!/^(localhost|127\.|\[?::1)/.test(new URL(server.url).hostname)) {
      console.log('Threads and Stop need a secure address: reach it over https, or on this machine as localhost.');
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    console.error(
      code === 'EADDRINUSE'
        ? `Port ${port} is taken; give another with --port, or leave --port out to take the next free one.`
        : `The server could not start on ${host}:${port}: ${error instanceof Error ? error.message : error}`,
    );
    return 2;
  }
  await new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  process.exit(0);
}

const invoked = process.argv[1];
if (invoked && import.meta.url === pathToFileURL(realpathSync(invoked)).href) {
  process.exitCode = await main(process.argv.slice(2));
}
