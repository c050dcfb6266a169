/** Commands that keep the notebook, take it away and share it. */
import { writeIpynb } from '../../notebook/ipynb/write';
import { encodeLink } from '../../share/link';
import { persistent, type Autosave } from '../autosave';
import type { SessionCore } from '../core';
import type { SessionCommands } from '../types';

type SavingCommands = Pick<SessionCommands, 'saveNow' | 'toIpynb' | 'acceptCopy' | 'trustOutputs' | 'shareLink' | 'notify' | 'dismiss'>;

export function savingCommands(core: SessionCore, autosave: Autosave, onAccepted: () => void): SavingCommands {
  const { env, state, patch } = core;
  return {
    async saveNow() {
      if (state().save.phase === 'unsaved-copy') {
        core.notify({
          tone: 'info',
          text: 'This copy is not saved yet',
          remedy: 'Choose “Save a copy and allow running” above the notebook.',
        });
        return;
      }
      await autosave.flush();
    },
    toIpynb: () => writeIpynb(persistent(core, state().notebook)),
    acceptCopy() {
      if (state().save.phase !== 'unsaved-copy') return;
      patch({ trusted: true, outputsTrusted: true, provenance: { kind: 'local' }, save: { phase: 'dirty' } });
      env.setAddress(`#n=${state().id}`, { replace: true });
      onAccepted();
    },
    trustOutputs: () => patch({ outputsTrusted: true }),
    shareLink: ({ outputs }) =>
      encodeLink(persistent(core, state().notebook), env.pageUrl, { outputs, name: state().name }),
    notify: core.notify,
    dismiss: (noticeId) => patch({ notices: state().notices.filter((notice) => notice.id !== noticeId) }),
  };
}
