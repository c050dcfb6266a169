// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { sanitiseHtml } from './sanitise-html';

test('scripts and handlers of an untrusted output are taken out, and their absence is told', () => {
  const { html, hadScripts } = sanitiseHtml('<p onclick="x()">a</p><script>x()</script><svg><script>x()</script></svg><a href="javascript:x()">l</a>', window, { web: true });
  expect(html).not.toMatch(/script|onclick/);
  expect(hadScripts).toBe(true);
});

test('a table from a data frame keeps its looks and needs no warning', () => {
  const { html, hadScripts } = sanitiseHtml('<style>.dataframe td { text-align: right }</style><table class="dataframe"><tr><td>1</td></tr></table>', window, { web: true });
  expect(html).toContain('<style>');
  expect(html).toContain('class="dataframe"');
  expect(hadScripts).toBe(false);
});

test('links leave by a new tab', () => {
  expect(sanitiseHtml('<a href="https://example.org">x</a>', window, { web: true }).html).toMatch(/target="_blank".*noopener|noopener.*target="_blank"/);
});

test('a link in a drawing leaves by a new tab too, and nothing else leads away', () => {
  const { html } = sanitiseHtml('<svg><a xlink:href="https://example.org"><text>x</text></a></svg><img usemap="#m"><map name="m"><area href="https://example.org" shape="default"></map>', window, { web: true });
  expect(html).toMatch(/<a[^>]*target="_blank"/);
  expect(html).not.toMatch(/area|usemap/);
});

test('what would be fetched from the web is left out until it is allowed, and that is told', () => {
  const html = '<img src="https://example.org/a.png"><p style="background: url(https://example.org/b.png)">t</p><img alt="image(1) of url(2)" src="data:image/png;base64,AA==">';
  const untrusted = sanitiseHtml(html, window, { web: false });
  expect(untrusted.html).not.toContain('example.org');
  expect(untrusted.html).toContain('data:image/png');
  expect(untrusted.html).toContain('image(1)');
  expect(untrusted.hadWeb).toBe(true);
  const trusted = sanitiseHtml(html, window, { web: true });
  expect(trusted.html).toContain('https://example.org/a.png');
  expect(trusted.hadWeb).toBe(false);
});

test('a form whose fields are named like its properties spoils nothing', () => {
  const { html, hadScripts } = sanitiseHtml('<form><input name=nodeName><input name=attributes><input name=parentNode><img src=x onerror=hit()></form><p>rest</p>', window, { web: false });
  expect(html).toContain('rest');
  expect(html).not.toContain('onerror');
  expect(typeof hadScripts).toBe('boolean');
});
