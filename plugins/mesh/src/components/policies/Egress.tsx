import { Text } from '@backstage/ui';
import {
  EgressVerdict,
  PolicyReport,
} from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { EgressRequest } from './EgressRequest';
import { ObjectLink } from './ObjectDrawer';
import { Outbound } from './Outbound';
import parts from '../parts/parts.module.css';
import styles from './policies.module.css';

/** Hosts outside the mesh that the service may reach, and by which way. */
export function Egress({ report }: { report: PolicyReport }) {
  const { t } = useWords();
  return (
    <>
      <Outbound report={report} />
      {report.egress.length === 0 ? (
        <Text as="p" variant="body-medium">
          {t('policies.egress.none')}
        </Text>
      ) : (
        report.egress.map(way => (
          <EgressWay
            key={`${way.host}:${way.ports.join()}`}
            way={way}
            home={report}
          />
        ))
      )}
      <EgressRequest report={report} />
    </>
  );
}

function EgressWay({ way, home }: { way: EgressVerdict; home: PolicyReport }) {
  const { t } = useWords();
  const { gateway } = way;
  const path = gateway ? byGateway(gateway) : t('policies.egress.direct');
  const entry = way.decidedBy[0];
  function byGateway({
    name,
    namespace,
  }: NonNullable<EgressVerdict['gateway']>) {
    if (!name) {
      return t('policies.egress.byHiddenGateway');
    }
    return t('policies.egress.byGateway', {
      gateway: namespace === home.namespace ? name : `${namespace}/${name}`,
    });
  }
  return (
    <div className={styles.line}>
      <Text as="span" variant="body-medium">
        <span className={parts.mono}>{way.host}</span> {path}
        <Text as="span" variant="body-small" color="secondary">
          {' · '}
          {t('policies.egress.port', {
            ports: formatNames(way.ports.map(String)),
          })}
          {' · '}
          {t(`policies.egress.tls.${way.tls}`)}
        </Text>
      </Text>
      {entry && <ObjectLink object={entry} home={home} />}
    </div>
  );
}
