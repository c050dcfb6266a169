import type { JSX } from 'react';
import type { Ask } from '../../protocol/kernel';
import { ConfirmAsk } from './ConfirmAsk';
import { FilesAsk } from './FilesAsk';
import { TextAsk } from './TextAsk';

interface Props {
  readonly cellId: string;
  readonly requestId: string;
  readonly ask: Ask;
}

/** What a cell asks the reader for, by its kind. */
export function AskView({ ask, ...rest }: Props): JSX.Element {
  switch (ask.kind) {
    case 'files':
      return <FilesAsk ask={ask} {...rest} />;
    case 'text':
      return <TextAsk ask={ask} {...rest} />;
    case 'confirm':
      return <ConfirmAsk ask={ask} {...rest} />;
    default:
      return ask satisfies never;
  }
}
