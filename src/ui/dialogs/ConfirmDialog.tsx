import type { JSX } from 'react';
import { Button } from '../controls/Button';
import { Dialog } from '../controls/Dialog';
import { useServices } from '../context';
import type { ConfirmRequest } from '../frame/shell';

export function ConfirmDialog({ request, onClose }: { readonly request: ConfirmRequest; onClose(): void }): JSX.Element {
  const { app } = useServices();
  const confirm = (): void => {
    onClose();
    const finished = (async () => request.onConfirm())();
    finished.catch((failure: unknown) => {
      app.commands.notify({
        tone: 'danger',
        text: `'${request.action}' failed`,
        remedy: failure instanceof Error ? failure.message : String(failure),
      });
    });
  };
  return (
    <Dialog
      role="alertdialog"
      width="small"
      title={request.title}
      description={request.text}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone={request.tone} autoFocus onClick={confirm}>
            {request.action}
          </Button>
        </>
      }
    />
  );
}
