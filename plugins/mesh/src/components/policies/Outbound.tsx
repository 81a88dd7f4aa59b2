import { Text } from '@backstage/ui';
import {
  OutboundScope,
  PolicyReport,
} from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { NotKnown } from './NotKnown';
import { ObjectLink } from './ObjectDrawer';
import styles from './policies.module.css';

const STATUSES: Record<OutboundScope['others'], Status> = {
  passed: 'warning',
  refused: 'ok',
  unknown: 'unknown',
};

/** What the service's proxies know, and what they do with the rest. */
export function Outbound({ report }: { report: PolicyReport }) {
  return (
    <>
      {report.effects.outbound.map((scope, index) => (
        <Scope key={index} scope={scope} home={report} />
      ))}
    </>
  );
}

function Scope({ scope, home }: { scope: OutboundScope; home: PolicyReport }) {
  const { t } = useWords();
  const { others, othersFrom, hosts, hidden, why, decidedBy } = scope;
  if (others === 'unknown') {
    return (
      <Text as="p" variant="body-medium">
        <StatusIcon status="unknown" /> <NotKnown why={why} />
      </Text>
    );
  }
  const known = hidden
    ? t('policies.outbound.hidden')
    : t('policies.outbound.knows', {
        hosts: hosts ? formatNames(hosts) : t('policies.anyHost'),
      });
  return (
    <>
      <div className={styles.line}>
        <Text as="span" variant="body-medium">
          {known}
        </Text>
        {decidedBy && <ObjectLink object={decidedBy} home={home} />}
      </div>
      <Text as="p" variant="body-medium">
        <StatusIcon status={STATUSES[others]} />{' '}
        {t(`policies.outbound.${others}`)}{' '}
        <Text as="span" variant="body-small" color="secondary">
          ({t(`policies.outbound.${othersFrom}`)})
        </Text>
      </Text>
    </>
  );
}
