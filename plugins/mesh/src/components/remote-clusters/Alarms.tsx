import { ReactNode } from 'react';
import { Text, VisuallyHidden } from '@backstage/ui';
import { RemoteLinkAlarm } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { SEVERITY_MARK } from '../findings/severity';
import { StatusIcon } from '../parts/StatusIcon';
import styles from './remote.module.css';

/** What needs somebody, with what to do. */
export function Alarms(props: {
  alarms: (RemoteLinkAlarm & { where?: ReactNode; key?: string })[];
}) {
  const { t } = useWords();
  return (
    <ul className={styles.list}>
      {props.alarms.map(({ severity, code, message, mend, where, key }) => (
        <li key={`${key ?? ''}${code}${message}`} className={styles.line}>
          <StatusIcon status={SEVERITY_MARK[severity]} />
          <div>
            <Text as="p" variant="body-small" weight="bold">
              <VisuallyHidden>
                {`${t(`findings.severity.${severity}`)}: `}
              </VisuallyHidden>
              {where}
              {message}
            </Text>
            <Text as="p" variant="body-small">
              {mend}
            </Text>
          </div>
        </li>
      ))}
    </ul>
  );
}
