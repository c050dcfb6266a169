/** What the kernel tells of trainings that are kept; "tracked", to tell them from the runs of cells. */
import type { JsonObject } from '../base/json';
import type { MimeBundle } from '../base/mime';
import type { DeviceKind } from './kernel';

/** Who made it: `model.fit`, a Trainer, or `train.run` of a loop of one's own. */
export type TrackKind = 'fit' | 'trainer' | 'log';
export type TrackEnd = 'done' | 'stopped' | 'failed';

export interface TrackFacts {
  readonly kind: TrackKind;
  /** For people; the page makes names unique. */
  readonly name: string;
  /** Hyper-parameters: optimizer, learning rate, batch size, the module's hparams, options of the Trainer. */
  readonly settings: JsonObject;
  readonly device: { readonly kind: DeviceKind; readonly name: string };
  /** Null where none was set. */
  readonly seed: number | null;
  /** Versions by package. */
  readonly packages: Readonly<Record<string, string>>;
  readonly data: DataFacts | null;
  /** Variables' values, of them trainable; null where nobody knows. */
  readonly parameters: { readonly total: number; readonly trainable: number } | null;
  /** Runs of one sweep share it. */
  readonly group: string | null;
}

export interface DataFacts {
  /** Equal for equal values, shapes and types. */
  readonly fingerprint: string;
  /** "60,000 × [28, 28, 1] float32". */
  readonly description: string;
}

export type TrackItemType = 'image' | 'histogram' | 'confusion-matrix' | 'table' | 'file' | 'checkpoint';

/** Something a run keeps beside its numbers. */
export interface TrackItem {
  readonly type: TrackItemType;
  readonly name: string;
  /** It takes the place of the item of this slot, if there is one: as a figure that grows while it trains. */
  readonly slot?: string;
  readonly step: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What shows it; for `file` and `checkpoint`, whose bytes lie in the notebook's folder, its `path` as JSON. */
  readonly data: MimeBundle;
}

export type TrackChange =
  | { readonly kind: 'begin'; readonly trackId: string; readonly at: number; readonly facts: TrackFacts }
  /** Adds to the settings or replaces them by name. */
  | { readonly kind: 'settings'; readonly trackId: string; readonly settings: JsonObject }
  /** What is known only later, or was changed: each replaces what was there. Tags are added. */
  | {
      readonly kind: 'describe';
      readonly trackId: string;
      readonly name?: string;
      readonly data?: DataFacts;
      readonly tags?: readonly string[];
    }
  /** It had ended and goes on: a model that is fitted again in the same run of its cell. */
  | { readonly kind: 'again'; readonly trackId: string }
  /** It was cut off and goes on, maybe in another kernel: its points after this step are trained again. Begins one that is not there any more. */
  | { readonly kind: 'resume'; readonly trackId: string; readonly at: number; readonly after: number; readonly facts: TrackFacts }
  | { readonly kind: 'keep'; readonly trackId: string; readonly item: TrackItem }
  | { readonly kind: 'end'; readonly trackId: string; readonly at: number; readonly status: TrackEnd; readonly message?: string };

/** Points of one metric of one tracked run, all arrays of one length; the buffers are transferred. */
export interface MetricBatch {
  readonly trackId: string;
  /** "loss", "val_loss", "system/step ms". */
  readonly metric: string;
  /** Steps of optimizers. */
  readonly step: Float64Array;
  /** With its fraction: 1.5 is half through the second. NaN where there are none. */
  readonly epoch: Float64Array;
  /** Seconds since the run began. */
  readonly time: Float64Array;
  readonly value: Float64Array;
}
