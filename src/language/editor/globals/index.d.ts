/** The names that every cell has without an import. Also importable from 'gradbook'. */
import * as tf from '@tensorflow/tfjs';
import * as data from './data';
import * as files from './files';
import * as runtime from './runtime';
import { chart } from './chart';
import { display } from './display';

export { tf, data, files, runtime, chart, display };
