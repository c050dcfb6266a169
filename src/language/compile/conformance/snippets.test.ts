import { describe, expect, test } from 'vitest';
import { runCells } from './cells-run';
import { runModule } from './module-run';
import { readSnippets } from './snippets';
import { statementsOf } from './statements';

const snippets = readSnippets();

test('there are two hundred programs', () => {
  expect(snippets.length).toBeGreaterThanOrEqual(200);
  expect(new Set(snippets.map(({ name }) => name)).size).toBe(snippets.length);
});

for (const topic of new Set(snippets.map((snippet) => snippet.topic))) {
  describe(topic.replaceAll('-', ' '), () => {
    for (const { name, text, isWhole } of snippets.filter((snippet) => snippet.topic === topic)) {
      test(name, async () => {
        const expected = await runModule(text);
        expect(expected.thrown).toBeNull();
        expect(expected.log.length > 0 || expected.value !== null).toBe(true);
        expect(await runCells([text])).toEqual(expected);
        if (!isWhole) expect(await runCells(statementsOf(text).map((statement) => statement.text))).toEqual(expected);
      });
    }
  });
}
