import type { LayerAdditions } from '../additions';
import type { FullTensorFlow } from '../api';
import { defineMultiHeadAttention } from './attention';
import { defineNormalizations } from './normalizations';
import { definePositions } from './positions';
import { defineTransformerBlock } from './transformer';

/** Registers the layers, so that saved models find them, and gives what makes them. */
export function addLayers(tf: FullTensorFlow): LayerAdditions {
  const MultiHeadAttention = defineMultiHeadAttention(tf);
  const TransformerBlock = defineTransformerBlock(tf);
  const { RmsNormalization, GroupNormalization } = defineNormalizations(tf);
  const { PositionalEmbedding, RotaryEmbedding } = definePositions(tf);
  for (const layer of [MultiHeadAttention, TransformerBlock, RmsNormalization, GroupNormalization, PositionalEmbedding, RotaryEmbedding]) {
    tf.serialization.registerClass(layer as never);
  }
  return {
    multiHeadAttention: (args) => new MultiHeadAttention(args),
    transformerBlock: (args) => new TransformerBlock(args),
    rmsNormalization: (args) => new RmsNormalization(args),
    groupNormalization: (args) => new GroupNormalization(args),
    positionalEmbedding: (args) => new PositionalEmbedding(args),
    rotaryEmbedding: (args) => new RotaryEmbedding(args),
  };
}
