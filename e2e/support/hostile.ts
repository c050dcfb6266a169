/**
 * Outputs and prose that want to run, to lead the page away or to tell somebody that they were opened. `hit()` is a function
 * that every document of the test has; `https://canary.test` is asked for nothing unless something was let through.
 */
import { HOSTILE_DRAWINGS } from './hostile-drawings';
import { HOSTILE_HTML } from './hostile-html';
import { HOSTILE_MARKDOWN } from './hostile-markdown';

export interface HostileSample {
  readonly name: string;
  readonly text: string;
}

export const HOSTILE: {
  readonly html: readonly HostileSample[];
  readonly drawings: readonly HostileSample[];
  readonly markdown: readonly HostileSample[];
} = { html: samples(HOSTILE_HTML), drawings: samples(HOSTILE_DRAWINGS), markdown: samples(HOSTILE_MARKDOWN) };

function samples(texts: Readonly<Record<string, string>>): readonly HostileSample[] {
  return Object.entries(texts).map(([name, text]) => ({ name, text }));
}
