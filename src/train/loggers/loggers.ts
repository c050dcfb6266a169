/** Loggers of `new Trainer({logger})`. */
import { CsvLogger } from './csv';
import { TensorBoardLogger, type LoggerEnvironment } from './tensorboard';
import type { Logger } from './types';

export interface Loggers {
  runs(): Logger;
  tensorBoard(folder?: string): Logger;
  csv(name?: string): Logger;
}

/** The kernel keeps every training as a run unless `logger` is false; naming it in a list says so. */
const RUNS: Logger = { log: () => undefined };

export const createLoggers = (env: LoggerEnvironment): Loggers => ({
  runs: () => RUNS,
  tensorBoard: (folder = 'logs') => new TensorBoardLogger(folder, env),
  csv: (name = 'metrics.csv') => new CsvLogger(name, env),
});
