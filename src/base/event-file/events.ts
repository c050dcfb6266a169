/** What an event file of TensorBoard says, without how it is written. */

export interface SummaryEvent {
  /** Seconds since the epoch. */
  readonly wallTime: number;
  /** A whole number. */
  readonly step: number;
  readonly values: readonly SummaryValue[];
}

export type SummaryValue =
  /** float32, as TensorBoard keeps it. */
  | { readonly kind: 'scalar'; readonly tag: string; readonly value: number }
  /** `encoded`: a PNG, JPEG or GIF file; sizes in pixels. */
  | { readonly kind: 'image'; readonly tag: string; readonly width: number; readonly height: number; readonly encoded: Uint8Array }
  | { readonly kind: 'histogram'; readonly tag: string; readonly buckets: readonly Bucket[] }
  /** Markdown. */
  | { readonly kind: 'text'; readonly tag: string; readonly text: string }
  | { readonly kind: 'hparams'; readonly data: Hparams };

/** What was read; `other` stands for kinds of TensorBoard's that are not among the above, such as audio, by the plugin that shows them. */
export type ReadValue = SummaryValue | { readonly kind: 'other'; readonly tag: string; readonly plugin: string };
export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly values: readonly ReadValue[];
}

/** Values in [left, right). */
export interface Bucket {
  readonly left: number;
  readonly right: number;
  readonly count: number;
}

export type HparamValue = string | number | boolean;

/** What the HParams tab of TensorBoard shows of a run. */
export type Hparams =
  /** Seconds since the epoch. */
  | { readonly kind: 'start'; readonly hparams: Readonly<Record<string, HparamValue>>; readonly group: string; readonly startedAt: number }
  | { readonly kind: 'end'; readonly status: 'success' | 'failure' | 'running' | 'unknown'; readonly endedAt: number };
