import type { JSX } from 'react';
import { memo, useMemo } from 'react';
import { isObject } from '../../base/json';
import type { MimeBundle } from '../../base/mime';
import type { Output } from '../../notebook/types';
import { ErrorOutput } from './ErrorOutput';
import { OutputBoundary } from './OutputBoundary';
import { chooseDrawing } from './registry';
import type { OutputContext } from './rendering';
import { StreamOutput } from './StreamOutput';

interface Props {
  readonly output: Output;
  readonly label: string;
  readonly trusted: boolean;
  /** The run is going on, so a stream may still grow. */
  readonly live: boolean;
}

/** One output; drawn again only when it changes. */
export const OutputView = memo(function OutputView({ output, label, trusted, live }: Props): JSX.Element | null {
  switch (output.type) {
    case 'stream':
      return <StreamOutput name={output.name} text={output.text} live={live} label={label} />;
    case 'display':
    case 'result':
      return (
        <OutputBoundary subject={output.data}>
          <Bundle data={output.data} metadata={output.metadata} label={label} trusted={trusted} />
        </OutputBoundary>
      );
    case 'error':
      return <ErrorOutput ename={output.ename} evalue={output.evalue} traceback={output.traceback} />;
    default:
      return output satisfies never;
  }
});

interface BundleProps {
  readonly data: MimeBundle;
  readonly metadata: Extract<Output, { type: 'display' }>['metadata'];
  readonly label: string;
  readonly trusted: boolean;
}

function Bundle({ data, metadata, label, trusted }: BundleProps): JSX.Element | null {
  const [chosen, next] = useMemo(() => {
    const best = chooseDrawing(data);
    if (!best) return [null, null];
    const { [best.mimeType]: _, ...rest } = data;
    return [best, chooseDrawing(rest)];
  }, [data]);
  if (!chosen) return null;
  const contextOf = (mimeType: string): OutputContext => {
    const own = metadata[mimeType];
    return { label, trusted, metadata: isObject(own) ? (own as typeof metadata) : metadata, alternative: null };
  };
  return chosen.draw({ ...contextOf(chosen.mimeType), alternative: next && (() => next.draw(contextOf(next.mimeType))) });
}
