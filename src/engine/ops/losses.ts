import type { StockTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import { shapeText } from '../patches/shape-errors/shapes';
import type { Given } from './arguments';
import { floats, integers } from './arguments';
import { runCustom } from './run';

type Reduction = StockTensorFlow['Reduction'][keyof StockTensorFlow['Reduction']];

export function losses(tf: StockTensorFlow) {
  function sparseSoftmaxCrossEntropy(labels: Given, logits: Given, weights?: Given, labelSmoothing = 0, reduction?: Reduction): Tensor {
    return tf.tidy(() => {
      const name = 'sparseSoftmaxCrossEntropy';
      const [classNumbers, scores] = [integers(tf, labels, 'labels', name), floats(tf, logits, 'logits', name)];
      const examples = scores.shape.slice(0, -1);
      if (!tf.util.arraysEqual(examples, classNumbers.shape)) {
        throw new Error(
          `${name}: labels ${shapeText(classNumbers.shape)} do not fit logits ${shapeText(scores.shape)}: labels must be ${shapeText(examples)}, one class number for each row of logits`,
        );
      }
      const rows = { logits: tf.reshape(scores, [-1, scores.shape.at(-1) ?? 1]), labels: tf.reshape(classNumbers, [-1]) };
      const [loss] = runCustom(tf, 'SparseSoftmaxCrossEntropy', rows, { labelSmoothing });
      return weighted(tf.reshape(loss, examples), weights, reduction, name);
    });
  }

  function softmaxCrossEntropy(onehotLabels: Given, logits: Given, weights?: Given, labelSmoothing = 0, reduction?: Reduction): Tensor {
    return tf.tidy(() => {
      const name = 'softmaxCrossEntropy';
      const [labels, scores] = [floats(tf, onehotLabels, 'onehotLabels', name), floats(tf, logits, 'logits', name)];
      tf.util.assertShapesMatch(labels.shape, scores.shape, 'Error in softmaxCrossEntropy: ');
      const classes = scores.shape.at(-1) ?? 1;
      const smooth = labelSmoothing > 0 ? tf.add(tf.mul(labels, 1 - labelSmoothing), labelSmoothing / classes) : labels;
      const rows = { logits: tf.reshape(scores, [-1, classes]), labels: tf.reshape(smooth, [-1, classes]) };
      const [loss] = runCustom(tf, 'SoftmaxCrossEntropy', rows, {});
      return weighted(tf.reshape(loss, scores.shape.slice(0, -1)), weights, reduction, name);
    });
  }

  const weighted = (loss: Tensor, weights: Given | undefined, reduction: Reduction | undefined, name: string): Tensor =>
    tf.losses.computeWeightedLoss(loss, weights == null ? undefined : floats(tf, weights, 'weights', name), reduction);

  return { sparseSoftmaxCrossEntropy, softmaxCrossEntropy };
}
