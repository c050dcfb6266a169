/** Long work on files of runs: a notice tells how far it is and can stop it. */
import { createStore } from 'zustand/vanilla';
import type { LongWork } from '../../session/runs/exchange';
import type { App } from '../../session/types';

/** Work of less than this, in milliseconds, is over before a notice could be read. */
const QUIET = 600;

/** Null where the reader stopped it. */
export async function withNotice<T>(app: Pick<App, 'commands'>, text: string, work: (work: LongWork) => Promise<T>): Promise<T | null> {
  const stop = new AbortController();
  const share = createStore<number>(() => 0);
  let notice: string | null = null;
  const timer = setTimeout(() => {
    notice = app.commands.notify({ tone: 'info', text, work: { share, stop: () => stop.abort() } });
  }, QUIET);
  try {
    return await work({ signal: stop.signal, onProgress: (done) => share.setState(done, true) });
  } catch (cause) {
    if (!stop.signal.aborted) throw cause;
    app.commands.notify({ tone: 'info', text: `${text}: stopped` });
    return null;
  } finally {
    clearTimeout(timer);
    if (notice !== null) app.commands.dismiss(notice);
  }
}
