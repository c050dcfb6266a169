/** What a Trainer's fit resolves with. */
export interface FitResult {
  /** Means of each epoch, by name; `val_*` where validation ran. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly epochs: number;
  readonly steps: number;
  /** 'stopped': by the reader, or by a callback before all epochs were done. */
  readonly status: 'done' | 'stopped';
  readonly reason: string | null;
}
