/** Lint rules, with the table of rooms as the heart of it. */
import boundaries from 'eslint-plugin-boundaries';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/**
 * Which room of `src/` may import which; the README's "How it is built" says what each is for.
 * @type {Record<string, string[]>}
 */
const ROOMS = {
  base: [],
  notebook: ['base'],
  protocol: ['base'],
  'language/compile': ['base'],
  'language/editor': ['language/compile', 'base'],
  engine: ['protocol', 'base'],
  data: ['base'],
  train: ['base'],
  charts: ['base'],
  storage: ['base'],
  sw: ['base'],
  'kernel/worker': ['protocol', 'language/compile', 'storage', 'engine', 'data', 'train', 'charts', 'base'],
  'kernel/client': ['protocol', 'base'],
  share: ['notebook', 'base'],
  session: ['notebook', 'protocol', 'kernel/client', 'storage', 'share', 'data', 'base'],
  ui: ['session', 'notebook', 'charts', 'language/editor', 'base'],
};

/**
 * What a room may import as types only, beyond the table: the shapes it renders or reports.
 * @type {Record<string, string[]>}
 */
const TYPE_ONLY = {
  notebook: ['protocol'],
  storage: ['notebook'],
  ui: ['protocol'],
};

/** Packages that only some rooms may touch, and the way round for the others. */
const PACKAGES = [
  {
    packages: ['@tensorflow/*'],
    rooms: ['engine', 'train', 'data', 'kernel/worker'],
    remedy: 'take what you need as an argument from the kernel',
  },
  {
    packages: ['monaco-editor', 'monaco-editor/*'],
    rooms: ['ui', 'language/editor'],
    remedy: 'use the EditorService of language/editor/types',
  },
  { packages: ['react', 'react-dom', 'react/*', 'react-dom/*', '@base-ui/react', '@base-ui/react/*', 'lucide-react'], rooms: ['ui'], remedy: 'put what draws into ui' },
];

const room = (/** @type {string} */ type) => ({ element: { type } });
const rooms = (/** @type {string[]} */ types) => ({ element: { types: { anyOf: types } } });

const roomPolicies = Object.entries(ROOMS).flatMap(([name, allowed]) => {
  const types = TYPE_ONLY[name] ?? [];
  const list = allowed.length === 0 ? 'nothing' : allowed.join(', ');
  return [
    {
      from: room(name),
      disallow: { to: rooms(Object.keys(ROOMS).filter((other) => other !== name && !allowed.includes(other))) },
      message: `${name} may import ${list}. Move the shared part down into one of these, or let main.tsx inject it.`,
    },
    ...(types.length > 0 ? [{ from: room(name), allow: { to: rooms(types), dependency: { kind: 'type' } } }] : []),
  ];
});

const packagePolicies = PACKAGES.map(({ packages, rooms: allowed, remedy }) => ({
  from: rooms(Object.keys(ROOMS).filter((name) => !allowed.includes(name))),
  disallow: { to: { module: { origin: 'external', source: packages } } },
  message: `Only ${allowed.join(', ')} may import ${packages[0]}: ${remedy}.`,
}));

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'test-results/', 'playwright-report/', '.cache/', 'remote/', 'src/engine/cpu/wasm/assembly/', 'src/language/editor/globals/', 'src/language/compile/conformance/snippets/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommended],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['**/*.{ts,tsx,mjs,css}'],
    ignores: ['**/*.css'],
    rules: { 'max-lines': ['error', { max: 400 }] },
  },
  {
    files: ['src/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/main.tsx'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: './tsconfig.json' } },
      'boundaries/elements': Object.keys(ROOMS).map((type) => ({ type, pattern: `src/${type}` })),
    },
    rules: {
      'boundaries/dependencies': ['error', { default: 'allow', checkAllOrigins: true, policies: [...roomPolicies, ...packagePolicies] }],
    },
  },
);
