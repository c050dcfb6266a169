import type { ReactElement, ReactNode, Ref } from 'react';

export interface MenuProps {
  /** A button; it must pass attributes and its ref on. */
  readonly trigger: ReactElement<Record<string, unknown> & { ref?: Ref<HTMLButtonElement> }>;
  readonly children: ReactNode;
  readonly align?: 'start' | 'end';
  /** Choosing an item gives the focus to the notebook's cell instead of the button. */
  readonly toNotebook?: boolean;
}

export interface BarProps {
  readonly label: string;
  readonly className?: string | undefined;
  /** The menus, one after another. */
  readonly children: ReactNode;
}

export interface SurfaceProps {
  readonly align: 'start' | 'end';
  readonly nested?: boolean;
  readonly children: ReactNode;
  /** What gets the focus on closing; `true`, and nothing given, is the trigger. */
  readonly finalFocus?: (() => HTMLElement | boolean) | undefined;
}

export interface ItemProps {
  readonly children: ReactNode;
  readonly icon?: ReactNode;
  readonly keys?: string | undefined;
  readonly disabled?: boolean;
  readonly tone?: 'danger';
  onSelect(): void;
}

export interface CheckItemProps extends ItemProps {
  readonly checked: boolean;
}

export interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly title: string }[];
  onChoose(value: T): void;
}

export interface SubmenuProps {
  readonly title: string;
  readonly children: ReactNode;
}
