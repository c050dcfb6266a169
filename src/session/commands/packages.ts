/** Commands on the packages that the notebook imports. */
import { importPins } from '../../notebook/import-pins';
import type { SessionCore } from '../core';
import type { ModuleService } from '../module-service';
import type { SessionCommands } from '../types';

export function packageCommands(core: SessionCore, modules: ModuleService): Pick<SessionCommands, 'updatePackages'> {
  return {
    updatePackages() {
      const count = Object.keys(importPins(core.state().notebook)).length;
      modules.forgetVersions();
      core.notify({
        tone: 'info',
        text: count === 0 ? 'No package has a version to update yet' : `${count === 1 ? 'One package gets' : `${count} packages get`} a new version with the next import`,
        remedy: 'Run the cells that import. Versions written in the code or after //@imports stay.',
      });
    },
  };
}
