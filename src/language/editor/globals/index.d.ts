/** The names that every cell has without an import; each is a module too: `import { upload } from 'gradbook/files'`. */
import * as tf from './tf';
import * as data from './data';
import * as files from './files';
import * as runtime from './runtime';
import * as tfvis from './tfvis';
import * as train from './train';
import { confirm, input, prompt } from './asking';
import { chart } from './chart';
import { display } from './display';
import { progress } from './progress';

export { tf, data, files, runtime, train, tfvis, chart, display, progress, input, prompt, confirm };
