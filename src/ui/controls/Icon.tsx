import type { LucideIcon } from 'lucide-react';
import type { JSX } from 'react';

/** An icon that says nothing by itself: the words beside it or the button's label do. */
export function Icon({ of: Shape, className }: { readonly of: LucideIcon; readonly className?: string | undefined }): JSX.Element {
  return <Shape size={16} strokeWidth={1.75} aria-hidden className={className} />;
}
