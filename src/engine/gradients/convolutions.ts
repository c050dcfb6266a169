/**
 * Gradients of convolutions, dilated ones too, and of their gradients. A dilated filter is one with zeros between its
 * values, which the stock gradient kernels take.
 */
import type { StockTensorFlow } from '../api';
import { spreadAlong, thinAlong } from './layouts';
import type { NamedAttrMap } from '../tensors';
import { registerRule, registerSingle } from './register';
import type { GradientFunction, Tensor } from './tape';

type Sizes = number | readonly number[];
interface ConvolutionAttrs {
  readonly strides: Sizes;
  readonly pad: unknown;
  readonly dilations?: Sizes;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export function registerConvolutionGradients(tf: StockTensorFlow): void {
  for (const kernelName of ['Conv2D', 'DepthwiseConv2dNative', 'Conv3D']) allowDilations(tf, kernelName);
  differentiateGradients(tf, { forward: 'Conv2D', ofInput: 'Conv2DBackpropInput', ofFilter: 'Conv2DBackpropFilter' });
  differentiateGradients(tf, {
    forward: 'DepthwiseConv2dNative',
    ofInput: 'DepthwiseConv2dNativeBackpropInput',
    ofFilter: 'DepthwiseConv2dNativeBackpropFilter',
  });
  differentiateGradients(tf, { forward: 'Conv3D', ofInput: 'Conv3DBackpropInputV2', ofFilter: 'Conv3DBackpropFilterV2' });
}

/** Lets the stock rule see the dilated filter itself. */
function allowDilations(tf: StockTensorFlow, kernelName: string): void {
  const stock = tf.getGradient(kernelName).gradFunc as unknown as GradientFunction;
  registerSingle<ConvolutionAttrs>(tf, {
    kernelName,
    inputs: ['x', 'filter'],
    gradient: (dy, saved, attrs) => {
      const [x, filter] = saved as [Tensor, Tensor];
      const axes = filter.rank - 2;
      const dilations = perAxis(attrs.dilations ?? 1, axes);
      if (dilations.every((dilation) => dilation === 1)) return stock(dy, saved, attrs as unknown as NamedAttrMap);
      const whole = () => dilations.reduce((spread, dilation, axis) => spreadAlong(tf, spread, axis, dilation), filter);
      const dense = { ...attrs, dilations: dilations.map(() => 1) } as unknown as NamedAttrMap;
      return {
        x: () => (stock(dy, [x, whole()], dense)['x'] as () => Tensor)(),
        filter: () => {
          const gradient = (stock(dy, [x, whole()], dense)['filter'] as () => Tensor)();
          return dilations.reduce((kept, dilation, axis) => thinAlong(tf, kept, axis, dilation), gradient);
        },
      };
    },
  });
}

const perAxis = (sizes: Sizes, axes: number): readonly number[] =>
  typeof sizes === 'number' ? new Array<number>(axes).fill(sizes) : sizes.slice(-axes);

interface Family {
  readonly forward: string;
  readonly ofInput: string;
  readonly ofFilter: string;
}

/** A convolution is linear in its input and in its filter, so the gradients of its gradients are convolutions of the family again. */
function differentiateGradients(tf: StockTensorFlow, { forward, ofInput, ofFilter }: Family): void {
  const run = (kernelName: string, inputs: Readonly<Record<string, Tensor>>, attrs: object): Tensor => tf.engine().runKernel(kernelName, { ...inputs }, { ...attrs });
  const forwards = (x: Tensor, filter: Tensor, attrs: ConvolutionAttrs): Tensor =>
    run(forward, { x, filter }, { dataFormat: forward === 'Conv3D' ? 'NDHWC' : 'NHWC', ...common(attrs), dilations: attrs.dilations ?? (forward === 'Conv3D' ? [1, 1, 1] : [1, 1]) });
  registerSingle<ConvolutionAttrs>(tf, {
    kernelName: ofInput,
    inputs: ['dy', 'filter'],
    gradient: (ddx, saved, attrs) => {
      const [dy, filter] = saved as [Tensor, Tensor];
      return {
        dy: () => forwards(ddx, filter, attrs),
        filter: () => run(ofFilter, { x: ddx, dy }, { ...common(attrs), ...dilationsOf(attrs), filterShape: filter.shape }),
      };
    },
  });
  registerRule<ConvolutionAttrs>(tf, {
    kernelName: ofFilter,
    inputs: ['x', 'dy'],
    gradient: ([given], saved, attrs) => {
      const [x, dy] = saved as [Tensor, Tensor];
      const ddFilter = given as Tensor;
      return {
        x: () => run(ofInput, { dy, filter: ddFilter }, { ...common(attrs), ...dilationsOf(attrs), inputShape: x.shape }),
        dy: () => forwards(x, ddFilter, attrs),
      };
    },
  });
}

const common = ({ strides, pad, dataFormat, dimRoundingMode }: ConvolutionAttrs) => ({
  strides,
  pad,
  ...(dataFormat !== undefined && { dataFormat }),
  ...(dimRoundingMode !== undefined && { dimRoundingMode }),
});

const dilationsOf = ({ dilations }: ConvolutionAttrs) => (dilations === undefined ? {} : { dilations });
