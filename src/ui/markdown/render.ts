/** Markdown text to safe HTML. Heavy (parser and sanitiser), so it is reached only through lazy components. */
import createSanitiser from 'dompurify';
import createMarkdown, { type MarkdownIt } from 'markdown-it';
import type { MimeBundle } from '../../base/mime';
import { leaveOutWebContent } from '../outputs/web-content';
import { footnotes } from './footnotes';
import { mathRules } from './math-rules';
import { taskLists } from './task-lists';

export type Attachments = Readonly<Record<string, MimeBundle>>;

/**
 * GitHub-flavoured Markdown as sanitised HTML. Math, fences and headings are marked for the page:
 * `data-math="inline|display"`, `<pre data-fence="language">`, `data-line` (from 0) and `data-anchor`.
 */
export type MarkdownRenderer = (source: string, options?: MarkdownOptions) => RenderedMarkdown;

export interface MarkdownOptions {
  readonly attachments?: Attachments | undefined;
  /** Whether pictures may be fetched from the web; true by default. */
  readonly web?: boolean;
}

export interface RenderedMarkdown {
  readonly html: string;
  /** Something would have been fetched from the web, and may not. */
  readonly hadWeb: boolean;
}

export function createMarkdownRenderer(window: Window & typeof globalThis): MarkdownRenderer {
  const md = createParser();
  const sanitiser = createSanitiser(window);
  let webAllowed = true;
  let hadWeb = false;
  sanitiser.addHook('afterSanitizeAttributes', (node) => {
    if (!webAllowed && leaveOutWebContent(node)) hadWeb = true;
    if (node.tagName === 'A' && node.hasAttribute('href') && !node.getAttribute('href')?.startsWith('#')) {
      node.setAttribute('target', '_blank');
      node.setAttribute('rel', 'noopener noreferrer');
    }
    if (node.tagName === 'INPUT' && node.getAttribute('type') !== 'checkbox') node.remove();
    if (node.tagName === 'IMG') node.setAttribute('loading', 'lazy');
  });
  return (source, { attachments, web = true } = {}) => {
    webAllowed = web;
    hadWeb = false;
    const html = sanitiser.sanitize(md.render(source, { attachments }), {
      USE_PROFILES: { html: true },
      FORBID_TAGS: ['style', 'form', 'button', 'select', 'textarea', 'option', 'dialog', 'map', 'area', 'slot', 'template'],
      // A cell's prose must not restyle the page, shadow its names or pose as its controls.
      FORBID_ATTR: ['style', 'class', 'id', 'name', 'tabindex', 'role', 'contenteditable', 'slot', 'form', 'ping', 'formaction', 'popover', 'popovertarget', 'autofocus', 'usemap'],
      ALLOW_DATA_ATTR: false,
      ADD_ATTR: ['data-math', 'data-fence', 'data-line', 'data-anchor', 'data-footnotes', 'data-task'],
    });
    return { html, hadWeb };
  };
}

function createParser(): MarkdownIt {
  const md = createMarkdown({ html: true, linkify: true });
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  md.use(mathRules).use(taskLists).use(footnotes);

  md.renderer.rules.fence = (tokens, index) => {
    const token = tokens[index];
    const language = token?.info.trim().split(/\s+/)[0] ?? '';
    return `<pre data-fence="${md.utils.escapeHtml(language)}"><code>${md.utils.escapeHtml(token?.content.replace(/\n$/, '') ?? '')}</code></pre>\n`;
  };

  md.core.ruler.push('column_alignment', (state) => {
    for (const token of state.tokens) {
      const align = token.type === 'td_open' || token.type === 'th_open' ? /text-align:(\w+)/.exec(String(token.attrGet('style') ?? '')) : null;
      if (align?.[1]) token.attrSet('align', align[1]);
    }
  });

  md.core.ruler.push('anchors', (state) => {
    const seen = new Map<string, number>();
    for (const [index, token] of state.tokens.entries()) {
      if (token.type !== 'heading_open') continue;
      const text = state.tokens[index + 1]?.children?.map((child) => child.content).join('') ?? '';
      const base = slug(text);
      const count = seen.get(base) ?? 0;
      seen.set(base, count + 1);
      token.attrSet('data-anchor', count === 0 ? base : `${base}-${count}`);
      token.attrSet('data-line', String(token.map?.[0] ?? 0));
    }
  });

  md.core.ruler.push('attachments', (state) => {
    const attachments: unknown = state.env['attachments'];
    if (!isAttachments(attachments)) return;
    for (const token of state.tokens) {
      for (const child of token.children ?? []) {
        const source = child.type === 'image' ? child.attrGet('src') : null;
        if (typeof source === 'string' && source.startsWith('attachment:')) {
          const found = attachmentUrl(attachments, decodeURIComponent(source.slice('attachment:'.length)));
          if (found !== null) child.attrSet('src', found);
        }
      }
    }
  });

  const validate = md.validateLink.bind(md);
  md.validateLink = (url) => /^attachment:/.test(url) || /^data:image\/(?:png|jpe?g|gif|webp|svg\+xml|avif);/i.test(url) || validate(url);
  return md;
}

const isAttachments = (value: unknown): value is Attachments => typeof value === 'object' && value !== null;

function attachmentUrl(attachments: Attachments, name: string): string | null {
  const [type, data] = Object.entries(attachments[name] ?? {}).find(([key]) => key.startsWith('image/')) ?? [];
  if (type === undefined || typeof data !== 'string') return null;
  return type === 'image/svg+xml'
    ? `data:${type};charset=utf-8,${encodeURIComponent(data)}`
    : `data:${type};base64,${data.replace(/\s/g, '')}`;
}

/** GitHub's spelling: lower case, spaces to hyphens, punctuation dropped. */
function slug(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
