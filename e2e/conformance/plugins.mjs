/** What the bundle must do so that the suite, written for other tools, runs in a worker. */

const SPEC_FILE = /@tensorflow\/tfjs-core\/dist\/(.+_test)\.js$/;
const REQUIRED = "require('jasmine-core/lib/jasmine-core/jasmine.js')";
const NO_GLOBAL = 'jasmineGlobal = {};';

/** @returns {import('vite').Plugin} */
export function conformanceSuite() {
  return {
    name: 'gradbook:conformance-suite',
    enforce: 'pre',
    transform(code, id) {
      const [file] = id.split('?');
      if (file?.endsWith('jasmine-core/lib/jasmine-core/jasmine.js')) {
        return { code: replaced(code, NO_GLOBAL, 'jasmineGlobal = globalThis;', id), map: null };
      }
      if (file?.endsWith('tfjs-core/dist/jasmine_util.js')) {
        const body = replaced(code, REQUIRED, 'jasmineModule', id);
        return { code: `import jasmineModule from 'jasmine-core/lib/jasmine-core/jasmine.js';\n${body}`, map: null };
      }
      const spec = SPEC_FILE.exec(file ?? '');
      return spec ? { code: `globalThis.conformanceFile = ${JSON.stringify(spec[1])};\n${code}`, map: null } : undefined;
    },
  };
}

/** @param {string} code @param {string} from @param {string} to @param {string} id */
function replaced(code, from, to, id) {
  if (!code.includes(from)) throw new Error(`${id} no longer has "${from}"; see e2e/conformance/plugins.mjs`);
  return code.replace(from, to);
}
