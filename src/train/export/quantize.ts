/** Weights in fewer bits, as TensorFlow.js's own format stores them: any TensorFlow.js loads them. */
import type * as tfjs from '@tensorflow/tfjs';
import { toFloat16 } from '../precision/formats';

export type ExportType = 'float32' | 'float16' | 'uint8';

export interface Weights {
  readonly specs: readonly tfjs.io.WeightsManifestEntry[];
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * float16 rounds to nearest, and beyond 65,504 to infinity. uint8 spreads 256 steps evenly from a weight's least to its
 * largest value, q = round((x − min) / scale), x ≈ q · scale + min, with min moved so that 0 stays 0, as
 * tensorflowjs_converter does (Jacob et al., "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", 2018). Only float32 is changed.
 * @throws Error for a weight that is not finite, or that float16 does not hold
 */
export function quantize({ specs, data }: Weights, dtype: ExportType): Weights {
  let at = 0;
  const pieces: Uint8Array[] = [];
  const written = specs.map((spec): tfjs.io.WeightsManifestEntry => {
    const count = spec.shape.reduce((product, extent) => product * extent, 1);
    const bytes = data.slice(at, (at += count * sizeOf(spec)));
    if (spec.dtype !== 'float32' || dtype === 'float32') {
      pieces.push(bytes);
      return spec;
    }
    const { quantization, stored } = dtype === 'float16' ? inHalf(spec.name, new Float32Array(bytes.buffer)) : inBytes(spec.name, new Float32Array(bytes.buffer));
    pieces.push(stored);
    return { ...spec, quantization };
  });
  return { specs: written, data: joined(pieces) };
}

type Quantized = { readonly quantization: NonNullable<tfjs.io.WeightsManifestEntry['quantization']>; readonly stored: Uint8Array };

function inHalf(name: string, values: Float32Array): Quantized {
  const odd = values.find((value) => Math.abs(value) >= 65520);
  if (odd !== undefined) throw new Error(`'${name}' holds ${odd}, which float16 does not: its largest number is 65,504; export as 'uint8' or 'float32'`);
  return { quantization: { dtype: 'float16' }, stored: new Uint8Array(Uint16Array.from(values, toFloat16).buffer) };
}

const STEPS = 255;

function inBytes(name: string, values: Float32Array): Quantized {
  let [least, largest] = [0, 0];
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) throw new Error(`'${name}' holds ${value}, which no step of uint8 stands for: train again from before it diverged`);
    least = index === 0 ? value : Math.min(least, value);
    largest = index === 0 ? value : Math.max(largest, value);
  });
  const scale = largest === least ? 1 : (largest - least) / STEPS;
  // A padding or a relu's zeros stay what they are.
  const min = least <= 0 && largest >= 0 && largest > least ? -Math.round(-least / scale) * scale : least;
  const stored = Uint8Array.from(values, (value) => Math.min(STEPS, Math.max(0, Math.round((value - min) / scale))));
  // "original_dtype" is how files spell it; the declarations lack it.
  return { quantization: { dtype: 'uint8', min, scale, original_dtype: 'float32' } as Quantized['quantization'], stored };
}

/** Bytes of one value. */
function sizeOf({ name, dtype }: tfjs.io.WeightsManifestEntry): number {
  if (dtype === 'string') throw new Error(`'${name}' holds texts, which cannot be exported`);
  return dtype === 'bool' ? 1 : dtype === 'complex64' ? 8 : 4;
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
