/** Weighs what the specs said against what is known and explained. */

/** @typedef {import('./jasmine').SpecResult} SpecResult */

/**
 * @typedef {object} Known
 * @property {readonly string[]} environment specs that fail without any device's fault
 * @property {Readonly<Record<string, string>>} expectations why each other spec fails, in a line
 */

/**
 * @typedef {object} Verdict
 * @property {number} passed
 * @property {number} failed explained ones too
 * @property {number} environment
 * @property {number} pending switched off by the suite itself
 * @property {SpecResult[]} unexplained failed without an explanation
 * @property {SpecResult[]} explained
 * @property {string[]} mended listed as failing, but passed
 * @property {string[]} unknown listed, but no such spec exists
 * @property {{ file: string, passed: number, failed: number, environment: number }[]} files
 */

/**
 * @param {readonly SpecResult[]} results
 * @param {readonly string[]} names of all specs there are
 * @param {Known} known
 * @returns {Verdict}
 */
export function judge(results, names, { environment, expectations }) {
  const surroundings = new Set(environment);
  const all = new Set([...names, ...results.map(({ name }) => name)]);
  /** @type {Verdict} */
  const verdict = { passed: 0, failed: 0, environment: 0, pending: 0, unexplained: [], explained: [], mended: [], unknown: [], files: [] };
  /** @type {Map<string, { file: string, passed: number, failed: number, environment: number }>} */
  const files = new Map();
  for (const result of results) {
    const { name, file, status } = result;
    if (status === 'pending') {
      verdict.pending++;
      continue;
    }
    const counts = files.get(file) ?? { file, passed: 0, failed: 0, environment: 0 };
    files.set(file, counts);
    /** @type {'passed' | 'failed' | 'environment'} */
    const kind = status === 'passed' ? 'passed' : surroundings.has(name) ? 'environment' : 'failed';
    counts[kind]++;
    verdict[kind]++;
    if (kind === 'failed') (name in expectations ? verdict.explained : verdict.unexplained).push(result);
    if (kind === 'passed' && name in expectations) verdict.mended.push(name);
  }
  verdict.unknown = [...Object.keys(expectations), ...environment].filter((name) => !all.has(name));
  verdict.files = [...files.values()];
  return verdict;
}

/** Whether nothing needs a person's attention. @param {Verdict} verdict */
export const isClean = ({ passed, unexplained, mended, unknown }) => passed > 0 && [unexplained, mended, unknown].every((list) => list.length === 0);
