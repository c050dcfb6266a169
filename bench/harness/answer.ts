/** The worker's half of a benchmark side: runs named calls, one at a time. */
type Calls = Readonly<Record<string, (argument: never) => unknown>>;

export function answer(calls: Calls): void {
  globalThis.onmessage = async ({ data }: MessageEvent<{ readonly call: string; readonly argument: never }>) => {
    const call = calls[data.call];
    try {
      if (call === undefined) throw new Error(`no call '${data.call}'; there are: ${Object.keys(calls).join(', ')}`);
      postMessage({ ok: true, value: await call(data.argument) });
    } catch (failure) {
      postMessage({ ok: false, message: failure instanceof Error ? (failure.stack ?? failure.message) : String(failure) });
    }
  };
}

const post = postMessage.bind(globalThis);

/** Tells how far a call has come; whoever asked reads it by `progress`, even if the worker never answers. */
export const tell = (progress: unknown): void => post({ progress });
