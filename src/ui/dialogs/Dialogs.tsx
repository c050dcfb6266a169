import { lazy, Suspense, type JSX } from 'react';
import { useApp } from '../context';
import type { DialogRequest } from '../frame/shell';
import { AboutDialog } from './AboutDialog';
import { ConfirmDialog } from './ConfirmDialog';
import { OpenDialog } from './OpenDialog';
import { PaletteDialog } from './PaletteDialog';
import { RuntimeDialog } from './RuntimeDialog';
import { SettingsDialog } from './SettingsDialog';
import { ShareDialog } from './ShareDialog';
import { ShortcutsDialog } from './ShortcutsDialog';

const TimeTravelDialog = lazy(async () => ({ default: (await import('../durable/TimeTravelDialog')).TimeTravelDialog }));

interface Props {
  readonly dialog: DialogRequest | null;
  onClose(): void;
}

export function Dialogs({ dialog, onClose }: Props): JSX.Element | null {
  const session = useApp((state) => state.session);
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'open':
      return <OpenDialog onClose={onClose} />;
    case 'share':
      return session ? <ShareDialog session={session} onClose={onClose} /> : null;
    case 'runtime':
      return session ? <RuntimeDialog onClose={onClose} /> : null;
    case 'settings':
      return <SettingsDialog onClose={onClose} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={onClose} />;
    case 'palette':
      return <PaletteDialog onClose={onClose} />;
    case 'about':
      return <AboutDialog onClose={onClose} />;
    case 'checkpoints':
      return (
        <Suspense>
          <TimeTravelDialog onClose={onClose} />
        </Suspense>
      );
    case 'confirm':
      return <ConfirmDialog request={dialog.request} onClose={onClose} />;
    default:
      return dialog satisfies never;
  }
}
