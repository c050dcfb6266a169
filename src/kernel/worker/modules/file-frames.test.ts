import ts from 'typescript';
import { expect, it } from 'vitest';
import { transpileModule } from '../../../language/compile/transpile-module';
import { createFileFrames } from './file-frames';

it('points at the line and column of the TypeScript file', () => {
  const source = 'interface Options {\n  by: number;\n}\nexport function fail({ by }: Options): never {\n  throw new Error(String(by));\n}\n';
  const script = transpileModule(ts, source, { fileName: 'helpers.ts' });
  const text = script.ok ? script.value : '';
  const line = text.split('\n').findIndex((one) => one.includes('throw')) + 1;
  const frames = createFileFrames();
  frames.keep('notebook:/helpers.ts', text);
  const frame = { kind: 'library', text: `at fail (notebook:/helpers.ts:${line}:11)` } as const;
  expect(frames.located(frame)).toEqual({ kind: 'library', text: 'at fail (./helpers.ts:5:9)' });
});

it('leaves other frames, and files without a map, where they are', () => {
  const frames = createFileFrames();
  frames.keep('notebook:/a.js', 'throw 1');
  expect(frames.located({ kind: 'library', text: 'at notebook:/a.js:1:7' })).toEqual({ kind: 'library', text: 'at ./a.js:1:7' });
  const cell = { kind: 'cell', cellId: 'c', line: 1, column: 1, functionName: null } as const;
  expect(frames.located(cell)).toBe(cell);
});
