import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import Info from 'lucide-react/icons/info';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import X from 'lucide-react/icons/x';
import type { JSX } from 'react';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import styles from './NoticeCard.module.css';
import { NoticeWork } from './NoticeWork';
import type { PageNotice } from './notices';

const icons = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert };

export function NoticeCard({ notice }: { readonly notice: PageNotice }): JSX.Element {
  return (
    <div className={styles.card} data-tone={notice.tone}>
      <Icon of={icons[notice.tone]} className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.text}>{notice.text}</p>
        {notice.remedy === undefined ? null : <p className={styles.remedy}>{notice.remedy}</p>}
        {notice.work === undefined ? null : <NoticeWork text={notice.text} work={notice.work} />}
      </div>
      <IconButton icon={X} label="Dismiss" onClick={notice.dismiss} />
    </div>
  );
}
