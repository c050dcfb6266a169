import CircleCheck from 'lucide-react/icons/circle-check';
import Info from 'lucide-react/icons/info';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { JSX } from 'react';
import type { Report } from '../../../protocol/previews';
import { Icon } from '../../controls/Icon';
import type { RendererProps } from '../rendering';
import { BarTable } from './BarTable';
import { FlameChart } from './FlameChart';
import styles from './report.module.css';

const icons = { info: Info, success: CircleCheck, warning: TriangleAlert };

/** What a comparison or a profile found. */
export function ReportOutput({ value: report, context }: RendererProps<Report>): JSX.Element {
  return (
    <section className={styles.report} aria-label={`${report.title}, ${context.label}`}>
      <header className={styles.head}>
        <h4 className={styles.title}>{report.title}</h4>
        {report.summary === undefined ? null : <p className={styles.summary}>{report.summary}</p>}
      </header>
      {report.sections.map((section, index) => (
        <div key={index} className={styles.section}>
          {section.title === undefined ? null : <h5 className={styles.heading}>{section.title}</h5>}
          {section.kind === 'table' ? <BarTable table={section} label={section.title ?? report.title} fontSize={report.fontSize} /> : <FlameChart chart={section} label={section.title ?? report.title} />}
        </div>
      ))}
      {report.remarks.length === 0 ? null : (
        <ul className={styles.remarks}>
          {report.remarks.map(({ tone, text }, index) => (
            <li key={index} className={styles.remark}>
              <Icon of={icons[tone]} className={styles[tone]} />
              <span>{text}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
