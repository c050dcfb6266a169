/** Loggers of `new Trainer({logger})`. */
import type { Logger } from './train';

/** The Runs panel, where every training is kept unless `logger` is false; naming it in a list says so. */
export function runs(): Logger;

/**
 * Event files of TensorBoard in the notebook's files, written about once a second while training: a folder for each
 * fit, `logs/NAME-20261121-191005`. Means of epochs are called `epoch_…`, as Keras calls them; settings are in the
 * HParams tab.
 * @param folder 'logs' unless told
 */
export function tensorBoard(folder?: string): Logger;

/**
 * A table in the notebook's files with columns `epoch`, `step` and one for each metric: a line a batch and one at the
 * end of each epoch. A fit writes the file anew.
 * @param name 'metrics.csv' unless told
 */
export function csv(name?: string): Logger;
