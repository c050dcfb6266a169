import type { GradientCase, Tensor } from '../gradient-case';

export const spectralCases: readonly GradientCase[] = [
  { name: 'rfft: the power', inputs: [{ shape: [2, 6] }], compute: (tf, x) => { const z = tf.spectral.rfft(x); return tf.add(tf.real(z).square(), tf.imag(z).square()); } },
  { name: 'rfft of an odd length: the magnitude', inputs: [{ shape: [5] }], compute: (tf, x) => tf.abs(tf.spectral.rfft(x)) },
  { name: 'rfft padded', inputs: [{ shape: [2, 3] }], compute: (tf, x) => { const z = tf.spectral.rfft(x, 8); return tf.concat([tf.real(z), tf.imag(z)]); } },
  { name: 'irfft', inputs: [{ shape: [2, 4] }, { shape: [2, 4] }], compute: (tf, re, im) => tf.spectral.irfft(tf.complex(re, im)) },
  { name: 'fft and ifft', inputs: [{ shape: [1, 4] }, { shape: [1, 4] }], compute: (tf, re, im) => {
    const z = tf.spectral.fft(tf.complex(re, im));
    const filtered = tf.mul(z, tf.complex([[1, 0.5, 0.2, 0.1]], [[0, 0.3, -0.4, 0.2]]));
    return tf.real(tf.spectral.ifft(filtered)).add(tf.imag(tf.spectral.ifft(z)));
  } },
  { name: 'complex multiplication', inputs: [{ shape: [3] }, { shape: [3] }], compute: (tf, a, b) => { const z = tf.mul(tf.complex(a, b), tf.complex(b, a.square())); return tf.real(z).add(tf.imag(z).mul(2)); } },
  { name: 'complex sums and differences', inputs: [{ shape: [3] }, { shape: [3] }], compute: (tf, a, b) => tf.abs(tf.sub(tf.add(tf.complex(a, b), tf.complex(b, b)), tf.complex(b, a))) },
  { name: 'a convolution by Fourier transforms', inputs: [{ shape: [4] }, { shape: [4] }], compute: (tf, a, b) => tf.spectral.irfft(tf.mul(tf.spectral.rfft(a), tf.spectral.rfft(b)).reshape([1, 3])) },
  { name: 'stft', inputs: [{ shape: [8] }], compute: (tf, x) => { const z: Tensor = tf.signal.stft(x as never, 4, 2); return tf.add(tf.real(z).square(), tf.imag(z)); } },
];
