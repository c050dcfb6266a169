/** Between the types of SafeTensors and those of tensors: float32, int32, bool. */
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from '../precision/formats';
import type { SafeTensorType } from './safetensors';

export interface Values {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/**
 * float64 is rounded to float32, the 16-bit floats are exact in it; whole numbers become int32.
 * @param bytes little-endian; copied where it is not aligned
 * @throws RangeError for whole numbers that int32 does not hold, naming the tensor
 */
export function decodeValues(name: string, type: SafeTensorType, bytes: Uint8Array): Values {
  const buffer = bytes.slice().buffer;
  switch (type) {
    case 'F32':
      return { dtype: 'float32', values: new Float32Array(buffer) };
    case 'F64':
      return { dtype: 'float32', values: Float32Array.from(new Float64Array(buffer)) };
    case 'F16':
      return { dtype: 'float32', values: Float32Array.from(new Uint16Array(buffer), fromFloat16) };
    case 'BF16':
      return { dtype: 'float32', values: Float32Array.from(new Uint16Array(buffer), fromBfloat16) };
    case 'BOOL':
      return { dtype: 'bool', values: new Uint8Array(buffer) };
    case 'I32':
      return { dtype: 'int32', values: new Int32Array(buffer) };
    case 'I16':
      return { dtype: 'int32', values: Int32Array.from(new Int16Array(buffer)) };
    case 'I8':
      return { dtype: 'int32', values: Int32Array.from(new Int8Array(buffer)) };
    case 'U16':
      return { dtype: 'int32', values: Int32Array.from(new Uint16Array(buffer)) };
    case 'U8':
      return { dtype: 'int32', values: Int32Array.from(new Uint8Array(buffer)) };
    case 'U32':
      return { dtype: 'int32', values: fitting(name, type, Array.from(new Uint32Array(buffer))) };
    case 'I64':
      return { dtype: 'int32', values: fitting(name, type, Array.from(new BigInt64Array(buffer), Number)) };
    case 'U64':
      return { dtype: 'int32', values: fitting(name, type, Array.from(new BigUint64Array(buffer), Number)) };
    default:
      return type satisfies never;
  }
}

function fitting(name: string, type: SafeTensorType, numbers: readonly number[]): Int32Array {
  const odd = numbers.find((number) => number > 2147483647 || number < -2147483648);
  if (odd !== undefined) throw new RangeError(`'${name}' is ${type} and holds ${odd}, which int32, the whole numbers of tensors, does not hold`);
  return Int32Array.from(numbers);
}

/** How floats are stored. */
export type FloatType = 'F32' | 'F16' | 'BF16';

/** @param floats what float32 becomes; others keep their type */
export function encodeValues({ dtype, values }: Values, floats: FloatType): { readonly dtype: SafeTensorType; readonly bytes: Uint8Array } {
  if (dtype === 'int32') return { dtype: 'I32', bytes: bytesOf(values) };
  if (dtype === 'bool') return { dtype: 'BOOL', bytes: bytesOf(values) };
  if (floats === 'F32') return { dtype: 'F32', bytes: bytesOf(values) };
  return { dtype: floats, bytes: bytesOf(Uint16Array.from(values, floats === 'F16' ? toFloat16 : toBfloat16)) };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);
