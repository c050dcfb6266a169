/** The words that people read where a file with runs could not be read, or not wholly. */
import type { RunFileProblem } from './types';

export function describeRunFileProblem(problem: RunFileProblem): { readonly text: string; readonly remedy: string } {
  const { file } = problem;
  switch (problem.kind) {
    case 'unknown-format':
      return { text: `${file} holds no runs that Gradbook knows.`, remedy: 'Choose event files of TensorBoard, a zip with such, a CSV of metrics by step, or a JSON that Gradbook exported.' };
    case 'too-large':
      return { text: `${file} has ${megabytes(problem.bytes)}; at most ${megabytes(problem.most)} are read.`, remedy: 'Export fewer runs at a time.' };
    case 'bad-archive':
      return { text: `${file} could not be unpacked: ${problem.detail}.`, remedy: 'Unpack it on your machine and choose what lies in it.' };
    case 'bad-csv':
      return { text: `${file}, line ${problem.line}${problem.column === undefined ? '' : `, column ${problem.column.at} '${problem.column.title}'`}: ${problem.detail}.`, remedy: 'Correct that line, or export the table again; what was read beside it is kept.' };
    case 'bad-json':
      return { text: `${file} could not be read: ${problem.detail}.`, remedy: 'Export the runs again as JSON from Gradbook.' };
    case 'bad-events':
      return {
        text: `${file}, byte ${problem.offset}: ${problem.detail}.`,
        remedy: problem.kept > 0 ? `The ${problem.kept} values before it are kept; the file was cut while it was written or copied, so copy it again if there should be more.` : 'Copy the file again from where it was written.',
      };
    case 'left-out':
      return { text: `${file}: ${problem.count} values of the kind '${problem.what}' were left out.`, remedy: 'Look at them with TensorBoard.' };
    case 'empty':
      return { text: `${file} holds no values.`, remedy: 'Choose the file that the training wrote its metrics to.' };
  }
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
