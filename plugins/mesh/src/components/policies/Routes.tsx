import { Text } from '@backstage/ui';
import {
  PolicyReport,
  RouteVerdict,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { ObjectName } from '../parts/ObjectName';
import styles from './policies.module.css';

/** Where requests to the service go, by weight. */
export function Routes({ report }: { report: PolicyReport }) {
  const { t } = useWords();
  if (report.routes.length === 0) {
    return (
      <Text as="p" variant="body-medium">
        {t('policies.noRoutes')}
      </Text>
    );
  }
  return (
    <>
      {report.routes.map((route, index) => (
        <div className={styles.line} key={index}>
          <Text as="span" variant="body-medium">
            <Shares route={route} />
            {route.match && (
              <Text as="span" variant="body-small" color="secondary">
                {' '}
                {t('policies.for', { match: route.match })}
              </Text>
            )}
          </Text>
          <span title={route.hosts.join(', ')}>
            <ObjectName object={route.decidedBy} home={report} />
          </span>
        </div>
      ))}
    </>
  );
}

function Shares({ route }: { route: RouteVerdict }) {
  const { t } = useWords();
  const alone = route.destinations.length === 1;
  const shares = route.destinations.map(({ subset, host, port, weight }) => {
    const target = subset ?? (port ? `${host}:${port}` : host);
    return alone
      ? target
      : t('policies.percent', { target, weight: String(weight) });
  });
  return <>{shares.join(' · ')}</>;
}
