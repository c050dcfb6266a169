import type { ReactNode } from 'react';
import { Component } from 'react';
import { TextLines } from './TextLines';

interface Props {
  /** What is drawn; a new one is tried anew. */
  readonly subject: unknown;
  readonly children: ReactNode;
}

interface State {
  readonly failure: string | null;
  readonly of: unknown;
}

/** Keeps a failure to draw one output from taking the page with it. */
export class OutputBoundary extends Component<Props, State> {
  override state: State = { failure: null, of: this.props.subject };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  static getDerivedStateFromProps({ subject }: Props, { of }: State): State | null {
    return subject === of ? null : { failure: null, of: subject };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure === null ? this.props.children : <TextLines lines={[`This output could not be drawn: ${failure}`]} label="Failure" />;
  }
}
