// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { sanitiseHtml } from './sanitise-html';

test('scripts and handlers of an untrusted output are taken out, and their absence is told', () => {
  const { html, hadScripts } = sanitiseHtml('<p onclick="x()">a</p><script>x()</script><svg><script>x()</script></svg><a href="javascript:x()">l</a>', window);
  expect(html).not.toMatch(/script|onclick/);
  expect(hadScripts).toBe(true);
});

test('a table from a data frame keeps its looks and needs no warning', () => {
  const { html, hadScripts } = sanitiseHtml('<style>.dataframe td { text-align: right }</style><table class="dataframe"><tr><td>1</td></tr></table>', window);
  expect(html).toContain('<style>');
  expect(html).toContain('class="dataframe"');
  expect(hadScripts).toBe(false);
});

test('links leave by a new tab', () => {
  expect(sanitiseHtml('<a href="https://example.org">x</a>', window).html).toMatch(/target="_blank".*noopener|noopener.*target="_blank"/);
});
