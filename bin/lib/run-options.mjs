/** The words of `gradbook run`. Only Node's own modules here: it is read before any install. */
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const RUN_HELP = `  gradbook run NOTEBOOK.ipynb… [options]
      Runs every cell in a headless Chrome or Chromium and writes the outputs back into each notebook.
      --out FILE            writes the outputs of the one notebook there instead
      --out-dir FOLDER      writes each notebook there, under its own name
      --no-save             writes no notebook
      --runtime cpu|gpu|tpu where tensors live; tpu is a server that gradbook-remote runs:
      --address URL         its address, ws://HOST:PORT, without the token
      --token-file FILE     holds its token
      --upload FILE         stores a file with the notebook first; may be repeated
      --param NAME=VALUE    sets a //@param field, or as trainer.maxEpochs=3 an option of every Trainer; may be repeated
      --params FILE.json    sets the fields that an object in the file names
      --input TEXT          answers the next input, prompt or confirm of each notebook; may be repeated
      --allow-errors        goes on after a cell that fails, and ends with 0
      --stream              prints what cells print and show, as it comes
      --report FILE.json    writes what happened to each cell
      --timeout S           stops a notebook after so many seconds
      --kernel-timeout S    gives up if the kernel is not ready by then (default 120)
      --cell-timeout S      stops a cell that runs longer
      Exit codes: 0 all cells ran, 1 a cell failed or time ran out, 2 bad usage or file, 3 no browser.
`;

const RUNTIMES = ['cpu', 'gpu', 'tpu'];
const KERNEL_TIMEOUT = 120;

/** @typedef {import('../../src/notebook/params/assign').Assignment} Assignment */
/** @typedef {{ source: string, out: string | null }} NotebookPaths `out` null: outputs are not written */
/** @typedef {{ address: string, tokenFile: string }} RemoteOptions where the TPU runtime's server is */
/**
 * @typedef {{
 *   notebooks: NotebookPaths[], runtime: 'cpu' | 'gpu' | 'tpu' | null, remote: RemoteOptions | null, uploads: string[],
 *   params: Assignment[], paramsFile: string | null, inputs: string[],
 *   allowErrors: boolean, stream: boolean, report: string | null,
 *   timeout: number | null, kernelTimeout: number, cellTimeout: number | null,
 * }} RunOptions times in seconds; paths absolute
 */

/**
 * @param {string[]} argv
 * @returns {RunOptions | string} what was asked for, or what is wrong with it
 */
export function readOptions(argv) {
  let parsed;
  try {
    parsed = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        'out-dir': { type: 'string' },
        'no-save': { type: 'boolean' },
        runtime: { type: 'string' },
        address: { type: 'string' },
        'token-file': { type: 'string' },
        upload: { type: 'string', multiple: true },
        param: { type: 'string', multiple: true },
        params: { type: 'string' },
        input: { type: 'string', multiple: true },
        'allow-errors': { type: 'boolean' },
        stream: { type: 'boolean' },
        report: { type: 'string' },
        timeout: { type: 'string' },
        'kernel-timeout': { type: 'string' },
        'cell-timeout': { type: 'string' },
      },
    });
  } catch (error) {
    return wordsOfUsage(error);
  }
  const { values, positionals } = parsed;
  if (positionals.length === 0) return 'Give a notebook, as in: gradbook run NOTEBOOK.ipynb; gradbook help lists the options.';
  const { runtime } = values;
  if (runtime !== undefined && !isRuntime(runtime)) return `--runtime takes cpu, gpu or tpu, not "${runtime}".`;
  const remote = remoteOf(runtime, values.address, values['token-file']);
  if (typeof remote === 'string') return remote;
  for (const name of /** @type {const} */ (['timeout', 'kernel-timeout', 'cell-timeout'])) {
    const given = values[name];
    if (given !== undefined && !(Number(given) > 0)) return `--${name} takes seconds above 0, not "${given}".`;
  }
  const notebooks = pathsOf(positionals, { out: values.out, outDir: values['out-dir'], save: !values['no-save'] });
  if (typeof notebooks === 'string') return notebooks;
  /** @type {Assignment[]} */
  const params = [];
  for (const given of values.param ?? []) {
    const equals = given.indexOf('=');
    if (equals < 1) return `--param takes NAME=VALUE, not "${given}".`;
    params.push({ name: given.slice(0, equals).trim(), value: given.slice(equals + 1) });
  }
  const seconds = (/** @type {string | undefined} */ given) => (given === undefined ? null : Number(given));
  return {
    notebooks,
    runtime: runtime ?? null,
    remote,
    uploads: (values.upload ?? []).map((file) => resolve(file)),
    params,
    paramsFile: values.params === undefined ? null : resolve(values.params),
    inputs: values.input ?? [],
    allowErrors: values['allow-errors'] ?? false,
    stream: values.stream ?? false,
    report: values.report === undefined ? null : resolve(values.report),
    timeout: seconds(values.timeout),
    kernelTimeout: seconds(values['kernel-timeout']) ?? KERNEL_TIMEOUT,
    cellTimeout: seconds(values['cell-timeout']),
  };
}

/**
 * What is wrong with the options given. Node's words on them go on about positional arguments: the first sentence is enough.
 * @param {unknown} error of `parseArgs`
 */
export function wordsOfUsage(error) {
  const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
  return `${sentence.replace(/\.$/, '')}; gradbook help lists the options.`;
}

/**
 * @param {string[]} sources
 * @param {{ out: string | undefined, outDir: string | undefined, save: boolean }} where
 * @returns {NotebookPaths[] | string}
 */
function pathsOf(sources, { out, outDir, save }) {
  const chosen = [out !== undefined && '--out', outDir !== undefined && '--out-dir', !save && '--no-save'].filter((word) => word !== false);
  if (chosen.length > 1) return `Give one of ${chosen.join(' and ')}.`;
  if (out !== undefined && sources.length > 1) return '--out takes one notebook; for several, give --out-dir.';
  const paths = sources.map((source) => ({
    source: resolve(source),
    out: save ? resolve(out ?? (outDir === undefined ? source : join(outDir, basename(source)))) : null,
  }));
  const written = paths.flatMap((path) => path.out ?? []);
  const twice = written.find((path, index) => written.indexOf(path) !== index);
  return twice === undefined ? paths : `Two notebooks would be written to "${twice}".`;
}

/**
 * @param {string | undefined} runtime
 * @param {string | undefined} address
 * @param {string | undefined} tokenFile
 * @returns {RemoteOptions | null | string}
 */
function remoteOf(runtime, address, tokenFile) {
  if (runtime !== 'tpu') {
    const [given] = [address !== undefined && '--address', tokenFile !== undefined && '--token-file'].filter((word) => word !== false);
    return given === undefined ? null : `${given} belongs to --runtime tpu.`;
  }
  if (address === undefined) return '--runtime tpu needs --address ws://HOST:PORT, as gradbook-remote serve prints it.';
  // Whoever lists the processes of a machine sees their words.
  if (/[?&]token=/.test(address)) return '--address is shown to others on this machine: leave the token out of it, and give a file that holds it with --token-file.';
  if (!/^(wss?|https?):\/\/[^/\s]/.test(address)) return `--address takes ws://HOST:PORT or wss://HOST:PORT, not "${address}".`;
  if (tokenFile === undefined) return "--runtime tpu needs --token-file FILE, which holds the server's token (gradbook-remote serve --token FILE reads the same).";
  return { address, tokenFile: resolve(tokenFile) };
}

/** @param {string} word @returns {word is 'cpu' | 'gpu' | 'tpu'} */
const isRuntime = (word) => RUNTIMES.includes(word);
