/** Monaco's helper worker, built from our origin. */
import 'monaco-editor/editor/editor.worker.js';
