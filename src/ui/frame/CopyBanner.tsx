import FileLock2 from 'lucide-react/icons/file-lock-2';
import type { JSX } from 'react';
import type { Provenance } from '../../session/types';
import { useOpenSession, useServices, useSession } from '../context';
import { Banner } from './Banner';
import { Button } from '../controls/Button';

/** Over a copy from elsewhere that the reader has not kept: it is not saved, and may not be allowed to run either. */
export function CopyBanner(): JSX.Element | null {
  const { app } = useServices();
  const { commands } = useOpenSession();
  const trusted = useSession((state) => state.trusted);
  const provenance = useSession((state) => state.provenance);
  const saved = useSession((state) => state.save.phase !== 'unsaved-copy');
  if (trusted && saved) return null;
  return (
    <Banner
      tone="accent"
      icon={FileLock2}
      title={originWords(provenance)}
      text={trusted ? 'It runs, but nothing is saved: edits and outputs are lost when you leave.' : 'Nothing has run and nothing is saved.'}
      actions={
        <>
          <Button tone="accent" onClick={() => commands.acceptCopy()}>
            {trusted ? 'Save a copy' : 'Save a copy and allow running'}
          </Button>
          <Button tone="plain" onClick={() => void app.commands.goToStart()}>
            Leave
          </Button>
        </>
      }
    />
  );
}

function originWords(provenance: Provenance): string {
  switch (provenance.kind) {
    case 'local':
      return 'This notebook is a copy';
    case 'link':
      return 'This is a copy from a link';
    case 'example':
      return 'This is a copy of an example';
    case 'file':
      return `This is a copy of the file ${provenance.fileName}`;
    default:
      return provenance satisfies never;
  }
}
