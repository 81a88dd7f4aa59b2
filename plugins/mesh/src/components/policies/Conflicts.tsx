import { Text } from '@backstage/ui';
import {
  ClientTlsConflict,
  PolicyReport,
} from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords, Words } from '../../words/useWords';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { NotKnown } from './NotKnown';
import { ObjectLink } from './ObjectDrawer';
import styles from './policies.module.css';

const STATUSES: Record<ClientTlsConflict['result'], Status> = {
  refused: 'bad',
  plain: 'warning',
  foreign: 'warning',
};

/** DestinationRules that have callers open calls otherwise than they are taken. */
export function Conflicts({ report }: { report: PolicyReport }) {
  const { t } = useWords();
  const { conflicts, why } = report.effects.clientTls;
  return (
    <>
      {why && (
        <Text as="p" variant="body-small" color="secondary">
          <NotKnown why={why} />
        </Text>
      )}
      {conflicts.map((conflict, index) => (
        <div className={styles.line} key={index}>
          <Text as="span" variant="body-medium">
            <StatusIcon status={STATUSES[conflict.result]} />{' '}
            {t(`policies.conflict.${conflict.result}`, {
              who: callersOf(conflict, t),
              how: t(`policies.conflict.mode.${conflict.mode}`),
              what: calledOf(conflict, t),
            })}
          </Text>
          <ObjectLink object={conflict.decidedBy} home={report} />
        </div>
      ))}
    </>
  );
}

function callersOf(
  { callersIn, callersWith, hidden }: ClientTlsConflict,
  t: Words['t'],
): string {
  if (hidden) {
    return t('policies.conflict.hiddenCallers');
  }
  const labels = Object.entries(callersWith ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
  if (callersIn && labels) {
    return t('policies.conflict.withLabelsIn', {
      namespace: callersIn,
      labels,
    });
  }
  if (callersIn) {
    return t('policies.conflict.inNamespace', { namespace: callersIn });
  }
  return labels
    ? t('policies.conflict.withLabels', { labels })
    : t('policies.conflict.everyone');
}

function calledOf(
  { service, ports, subset }: ClientTlsConflict,
  t: Words['t'],
): string {
  const what = subset
    ? t('policies.conflict.subset', { service, subset })
    : service;
  return ports
    ? t('policies.conflict.ports', {
        service: what,
        ports: formatNames(ports.map(String)),
      })
    : what;
}
