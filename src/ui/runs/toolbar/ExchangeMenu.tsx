import FileOutput from 'lucide-react/icons/file-output';
import type { JSX } from 'react';
import type { TrackedRun } from '../../../session/runs/types';
import { useOpenSession, useServices } from '../../context';
import { Button } from '../../controls/Button';
import { Icon } from '../../controls/Icon';
import { Menu, MenuItem, MenuLine } from '../../controls/Menu';
import { useShell } from '../../frame/shell-context';
import { countWords } from '../../frame/words';
import { importRunsFrom, reportRuns, runsFormats, saveRuns } from '../exchange';
import { useChoice } from '../state/choice';

/** Runs to files and from files: those chosen, else all that are listed. */
export function ExchangeMenu({ listed }: { readonly listed: readonly TrackedRun[] }): JSX.Element {
  const { app } = useServices();
  const session = useOpenSession();
  const shell = useShell();
  const selected = useChoice((choice) => choice.selected);
  const chosen = listed.filter(({ id }) => selected.includes(id));
  const runs = chosen.length > 0 ? chosen : listed;
  const place = { app, session, shell };
  const attempt = (what: string, work: () => Promise<void>): void => {
    work().catch((cause: unknown) => app.commands.notify({ tone: 'danger', text: `${what} failed`, remedy: cause instanceof Error ? cause.message : String(cause) }));
  };
  return (
    <Menu
      align="end"
      trigger={
        <Button aria-label="Export and import runs">
          <Icon of={FileOutput} />
          Export
        </Button>
      }
    >
      {runsFormats.map(({ format, title }) => (
        <MenuItem key={format} disabled={runs.length === 0} onSelect={() => attempt('Exporting the runs', () => saveRuns(place, runs, format))}>
          {title}
        </MenuItem>
      ))}
      <MenuItem disabled={runs.length === 0} onSelect={() => attempt('Writing the report', () => reportRuns(place, runs))}>
        Report on {countWords(runs.length, 'run')} in a text cell
      </MenuItem>
      <MenuLine />
      <MenuItem onSelect={() => attempt('Importing runs', () => importRunsFrom(place))}>Import…</MenuItem>
    </Menu>
  );
}
