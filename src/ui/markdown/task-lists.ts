import type { MarkdownIt } from 'markdown-it';

const BOX = /^\[([ xX])\]\s+/;

/** `- [ ] open` and `- [x] done`: a checkbox that shows the state and cannot be clicked. */
export function taskLists(md: MarkdownIt): void {
  md.core.ruler.after('inline', 'task_lists', (state) => {
    for (const [index, token] of state.tokens.entries()) {
      const text = token.children?.[0];
      const item = state.tokens[index - 2];
      if (token.type !== 'inline' || item?.type !== 'list_item_open' || text?.type !== 'text') continue;
      const box = BOX.exec(text.content);
      if (!box) continue;
      text.content = text.content.slice(box[0].length);
      const mark = new state.Token('html_inline', '', 0);
      mark.content = `<input type="checkbox" disabled aria-label="${box[1] === ' ' ? 'Open' : 'Done'}"${box[1] === ' ' ? '' : ' checked'}> `;
      token.children?.unshift(mark);
      item.attrSet('data-task', box[1] === ' ' ? 'open' : 'done');
    }
  });
}
