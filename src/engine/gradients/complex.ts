/** Gradients of complex numbers: of z = a + bi it is dL/da + i·dL/db. */
import type { StockTensorFlow } from '../api';
import { unbroadcast } from './layouts';
import { registerSingle } from './register';
import type { GradientFunction, Tensor } from './tape';

export function registerComplexGradients(tf: StockTensorFlow): void {
  registerSingle(tf, { kernelName: 'Complex', gradient: (dy) => ({ real: () => realOf(tf, dy), imag: () => imagOf(tf, dy) }) });
  registerSingle(tf, { kernelName: 'Real', inputs: ['input'], gradient: (dy, [z]) => ({ input: () => { const part = tf.reshape(dy, (z as Tensor).shape); return tf.complex(part, tf.zerosLike(part)); } }) });
  registerSingle(tf, { kernelName: 'Imag', inputs: ['input'], gradient: (dy, [z]) => ({ input: () => { const part = tf.reshape(dy, (z as Tensor).shape); return tf.complex(tf.zerosLike(part), part); } }) });
  registerSingle(tf, {
    kernelName: 'ComplexAbs',
    inputs: ['x'],
    gradient: (dy, [z]) => {
      const [re, im] = [realOf(tf, z as Tensor), imagOf(tf, z as Tensor)];
      // At 0 the magnitude has no direction to grow in.
      const scale = tf.divNoNan(dy, tf.sqrt(tf.add(tf.square(re), tf.square(im))));
      return { x: () => tf.complex(tf.mul(scale, re), tf.mul(scale, im)) };
    },
  });
  // The adjoint of a transform is its inverse but for the scale, which the inverse one divides by.
  registerSingle(tf, { kernelName: 'FFT', gradient: (dy) => ({ input: () => scaled(tf, tf.spectral.ifft(dy), dy.shape.at(-1) ?? 1) }) });
  registerSingle(tf, { kernelName: 'IFFT', gradient: (dy) => ({ input: () => scaled(tf, tf.spectral.fft(dy), 1 / (dy.shape.at(-1) ?? 1)) }) });

  const stock = tf.getGradient('Multiply').gradFunc as unknown as GradientFunction;
  registerSingle(tf, {
    kernelName: 'Multiply',
    inputs: ['a', 'b'],
    gradient: (dy, saved) => {
      const [a, b] = saved as [Tensor, Tensor];
      if (dy.dtype !== 'complex64') return stock(dy, saved, {});
      return { a: () => sumOver(tf, tf.mul(dy, conjugate(tf, b)), a.shape), b: () => sumOver(tf, tf.mul(dy, conjugate(tf, a)), b.shape) };
    },
  });

  for (const [kernelName, sign] of [['Add', 1], ['Sub', -1]] as const) {
    const real = tf.getGradient(kernelName).gradFunc as unknown as GradientFunction;
    registerSingle(tf, {
      kernelName,
      inputs: ['a', 'b'],
      gradient: (dy, saved) => {
        if (dy.dtype !== 'complex64') return real(dy, saved, {});
        const [a, b] = saved as [Tensor, Tensor];
        return { a: () => sumOver(tf, dy, a.shape), b: () => sumOver(tf, scaled(tf, dy, sign), b.shape) };
      },
    });
  }
}

const scaled = (tf: StockTensorFlow, z: Tensor, by: number): Tensor => tf.complex(tf.mul(realOf(tf, z), by), tf.mul(imagOf(tf, z), by));

/** On WebGPU and WebGL the parts of a complex tensor that was reshaped have the shape it had before. */
const realOf = (tf: StockTensorFlow, z: Tensor): Tensor => tf.reshape(tf.real(z), z.shape);
const imagOf = (tf: StockTensorFlow, z: Tensor): Tensor => tf.reshape(tf.imag(z), z.shape);

const conjugate = (tf: StockTensorFlow, z: Tensor): Tensor => (z.dtype === 'complex64' ? tf.complex(realOf(tf, z), tf.neg(imagOf(tf, z))) : z);

/** Sums have no complex kernel. */
function sumOver(tf: StockTensorFlow, z: Tensor, shape: readonly number[]): Tensor {
  if (tf.util.arraysEqual(z.shape, [...shape])) return z;
  return tf.complex(unbroadcast(tf, realOf(tf, z), shape), unbroadcast(tf, imagOf(tf, z), shape));
}
