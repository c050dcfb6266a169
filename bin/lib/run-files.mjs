/** The files of `gradbook run`: all are read, and every place for outputs is looked at, before a browser starts. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** @typedef {import('./run-options.mjs').RunOptions} RunOptions */
/** @typedef {import('./run-options.mjs').Assignment} Assignment */
/** @typedef {{ texts: string[], uploads: { name: string, data: Buffer }[], params: Assignment[], token: string | null }} Inputs texts: of the notebooks, in order */

/** A file that is not to be had; its message names the file. */
class FileProblem extends Error {}

/**
 * @param {RunOptions} options
 * @returns {Promise<Inputs | string>} what was read, or what is wrong
 */
export async function readInputs({ notebooks, uploads, paramsFile, remote, report }) {
  try {
    const texts = await Promise.all(notebooks.map(async ({ source }) => (await read(source, 'give the notebooks in it, as in FOLDER/*.ipynb')).toString()));
    const files = await Promise.all(uploads.map(async (file) => ({ name: basename(file), data: await read(file, 'give --upload for each file in it') })));
    const params = paramsFile === null ? [] : readParams((await read(paramsFile, '--params takes a file')).toString(), paramsFile);
    const token = remote === null ? null : (await read(remote.tokenFile, '--token-file takes a file')).toString().trim();
    if (token === '') return `"${remote?.tokenFile}" holds no token.`;
    for (const { out } of notebooks) if (out !== null) await requireWritable(out, '--out takes a file, --out-dir a folder');
    if (report !== null) await requireWritable(report, '--report takes a file');
    return typeof params === 'string' ? params : { texts, uploads: files, params, token };
  } catch (error) {
    if (error instanceof FileProblem) return error.message;
    throw error;
  }
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {Promise<string | null>} what is wrong; null once it is written
 */
export async function write(path, text) {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return null;
  } catch (error) {
    return `"${path}" cannot be written: ${reasonOf(error, '')}`;
  }
}

/**
 * @param {string} path
 * @param {string} instead what to do where the path is a folder
 * @returns {Promise<Buffer>}
 */
async function read(path, instead) {
  try {
    return await readFile(path);
  } catch (error) {
    throw new FileProblem(`"${path}" cannot be read: ${reasonOf(error, instead)}`);
  }
}

/**
 * A run of hours would be lost at its end.
 * @param {string} path
 * @param {string} instead what to do where the path is a folder
 */
async function requireWritable(path, instead) {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) throw new FileProblem(`"${path}" cannot be written: it is a folder; ${instead}.`);
  for (let folder = dirname(path), above = path; folder !== above; above = folder, folder = dirname(folder)) {
    const there = await stat(folder).catch(() => null);
    if (there?.isDirectory()) return;
    if (there) throw new FileProblem(`"${path}" cannot be written: "${folder}" is a file, not a folder.`);
  }
}

/**
 * @param {string} text
 * @param {string} file
 * @returns {Assignment[] | string}
 */
function readParams(text, file) {
  try {
    const values = JSON.parse(text);
    if (typeof values !== 'object' || values === null || Array.isArray(values)) return `"${file}" holds no object of parameters, such as {"epochs": 5}.`;
    return Object.entries(values).map(([name, value]) => ({ name, value }));
  } catch (error) {
    return `"${file}" is no JSON: ${error instanceof Error ? error.message : error}`;
  }
}

/**
 * @param {unknown} error of the file system
 * @param {string} instead what to do where the path is a folder
 */
function reasonOf(error, instead) {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file.';
    case 'EISDIR':
      return `it is a folder${instead === '' ? '' : `; ${instead}`}.`;
    case 'EACCES':
    case 'EPERM':
      return 'this user has no permission.';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
