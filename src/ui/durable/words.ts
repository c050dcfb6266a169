/** What the page says of a training that was cut off. */
import type { CutTraining } from '../../session/durable/types';

/** @param now milliseconds since the epoch */
export function cutWords({ name, epoch, epochs, loss, at, cause }: CutTraining, now: number): { readonly title: string; readonly text: string } {
  const facts = [`epoch ${epoch.toLocaleString('en')}${Number.isFinite(epochs) && epochs < 1e6 ? ` of ${epochs.toLocaleString('en')}` : ''}`, ...(loss === null ? [] : [`loss ${Number(loss.toPrecision(3))}`]), `kept ${ago(now - at)}`];
  return {
    title: `Training of “${name}” was cut off${cause === 'device' ? ' with its device' : ''}`,
    text: `Its last checkpoint: ${facts.join(', ')}. Resuming runs the cells again that it needs.`,
  };
}

function ago(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}
