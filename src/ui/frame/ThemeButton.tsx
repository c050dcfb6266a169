import Monitor from 'lucide-react/icons/monitor';
import Moon from 'lucide-react/icons/moon';
import Sun from 'lucide-react/icons/sun';
import type { JSX } from 'react';
import type { ThemeChoice } from '../../session/types';
import { useApp, useServices } from '../context';
import { IconButton } from '../controls/IconButton';
import { Menu, MenuChoice } from '../controls/Menu';

const choices: readonly { readonly value: ThemeChoice; readonly title: string }[] = [
  { value: 'system', title: 'Same as the system' },
  { value: 'light', title: 'Light' },
  { value: 'dark', title: 'Dark' },
];
const icons = { system: Monitor, light: Sun, dark: Moon };

export function ThemeButton(): JSX.Element {
  const { app } = useServices();
  const theme = useApp((state) => state.theme);
  return (
    <Menu align="end" trigger={<IconButton icon={icons[theme]} label="Theme" />}>
      <MenuChoice label="Theme" value={theme} choices={choices} onChoose={(choice) => app.commands.setTheme(choice)} />
    </Menu>
  );
}
