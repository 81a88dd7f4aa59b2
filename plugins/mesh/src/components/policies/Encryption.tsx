import { Text } from '@backstage/ui';
import {
  MutualTlsVerdict,
  PolicyReport,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { Term } from '../parts/Term';
import { Conflicts } from './Conflicts';
import { NotKnown } from './NotKnown';
import { ObjectLink } from './ObjectDrawer';
import styles from './policies.module.css';

const STATUSES: Record<MutualTlsVerdict['mode'], Status> = {
  STRICT: 'ok',
  PERMISSIVE: 'warning',
  DISABLE: 'bad',
  unknown: 'unknown',
};

/** Whether plain calls are accepted, by port, and what decides it. */
export function Encryption({ report }: { report: PolicyReport }) {
  const { t } = useWords();
  const { mutualTls } = report;
  const several = mutualTls.length > 1;

  const where = (verdict: MutualTlsVerdict, mode: string) => {
    if (verdict.port !== undefined) {
      return t('policies.onPort', { mode, port: String(verdict.port) });
    }
    return several
      ? t('policies.onOtherPorts', { mode })
      : t('policies.onAllPorts', { mode });
  };

  if (mutualTls.length === 0) {
    return (
      <Text as="p" variant="body-medium">
        <StatusIcon status="off" /> {t('policies.noMutualTls')}
      </Text>
    );
  }
  return (
    <>
      {mutualTls.map(verdict => (
        <div className={styles.line} key={verdict.port ?? 'all'}>
          <Text as="span" variant="body-medium">
            <StatusIcon status={STATUSES[verdict.mode]} />{' '}
            {verdict.mode === 'unknown' ? (
              <NotKnown why={verdict.why} />
            ) : (
              <Term name="mutualTls">
                {where(verdict, t(`policies.mode.${verdict.mode}`))}
              </Term>
            )}
          </Text>
          {verdict.mode !== 'unknown' && (
            <Text as="span" variant="body-small" color="secondary">
              {t(`policies.from.${verdict.from}`)}{' '}
              {verdict.decidedBy && (
                <ObjectLink object={verdict.decidedBy} home={report} />
              )}
            </Text>
          )}
        </div>
      ))}
      <Conflicts report={report} />
    </>
  );
}
