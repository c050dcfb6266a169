import Plus from 'lucide-react/icons/plus';
import type { JSX } from 'react';
import { memo } from 'react';
import type { CellType } from '../../notebook/types';
import { useOpenSession } from '../context';
import { Button } from '../controls/Button';
import { cx } from '../controls/cx';
import { Icon } from '../controls/Icon';
import styles from './insert-line.module.css';

type Props =
  | { readonly at: 'start' | 'end' }
  /** Below this cell. */
  | { readonly after: string };

/** A thin line between cells that offers new ones under the pointer; at the end of the notebook it is always on show. */
export const InsertLine = memo(function InsertLine(props: Props): JSX.Element {
  const { commands } = useOpenSession();
  const atEnd = 'at' in props && props.at === 'end';
  const where = 'at' in props ? props.at : props;
  const add = (type: CellType) => commands.select(commands.insertCell(type, where), { mode: 'edit' });
  const place = atEnd ? 'at the end' : 'here';
  return (
    <div className={cx(styles.line, atEnd && styles.end)}>
      {(['code', 'markdown'] as const).map((type) => (
        <Button
          key={type}
          className={styles.add}
          // Between cells A and B do the same; hundreds of stops for Tab would help nobody.
          tabIndex={atEnd ? 0 : -1}
          aria-label={`Add ${type === 'code' ? 'code' : 'text'} cell ${place}`}
          onClick={() => add(type)}
        >
          <Icon of={Plus} />
          {type === 'code' ? 'Code' : 'Text'}
        </Button>
      ))}
    </div>
  );
});
