import type { TextSpan } from '../language-api';
import { Range, type editor } from './monaco';

export function rangeOf(model: editor.ITextModel, span: TextSpan): Range {
  return Range.fromPositions(model.getPositionAt(span.start), model.getPositionAt(span.start + span.length));
}
