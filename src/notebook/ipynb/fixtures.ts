/** Spellings that a careless reader would lose. For tests. */
const cells = [
  String.raw`{"cell_type": "markdown", "id": "intro", "metadata": {"tags": ["a",  "b"], "10": 1, "2": {"big": 1152921504606846977, "one": 1.0}}, "source": ["# Caf\u00e9 \ud83d\ude00\n", "![p](attachment:p.png)"], "attachments": {"p.png": {"image/png": "iVBORw0KGgo="}}}`,
  String.raw`{"cell_type": "code", "execution_count": 7, "id": "load", "metadata": {"collapsed": false, "unknown/key": [1.50, 2e3, -0]}, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["one\n", "two"], "extra": true}, {"output_type": "execute_result", "execution_count": 7, "data": {"text/plain": "1.0", "application/json": {"10": 1.0, "9": [1e2]}}, "metadata": {"w": 1.00}}], "source": "const x = 1.0;\nx"}`,
  String.raw`{"cell_type": "code", "execution_count": null, "id": "fail", "metadata": {}, "outputs": [{"ename": "E", "evalue": "v", "output_type": "error", "traceback": ["\u001b[31mE\u001b[0m"]}], "source": []}`,
  String.raw`{"cell_type": "raw", "id": "raw", "metadata": {"format": "text/x-rst"}, "source": "raw\ttext"}`,
  String.raw`{"cell_type": "code", "execution_count": null, "id": "empty", "metadata": {}, "outputs": [ ], "source": [""]}`,
];

/** On one line, as given. */
export const compactFile = String.raw`{"cells": [${cells.join(', ')}], "metadata": {"kernelspec": {"name": "x"}, "10": 1.0, "accelerator": "GPU"}, "nbformat": 4, "nbformat_minor": 5, "unknown": {"kept": 1.0}}`;

/** The same values with line breaks; the tests that need exact numbers use `compactFile`. */
export function indentedFile(indent: string, newline = '\n'): string {
  return JSON.stringify(JSON.parse(compactFile), null, indent).replaceAll('\n', newline) + newline;
}
