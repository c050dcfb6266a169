/** TensorFlow.js as training code gets it injected: the one instance that cells see. */
export type TensorFlow = typeof import('@tensorflow/tfjs');
