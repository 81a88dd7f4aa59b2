import { Text } from '@backstage/ui';
import {
  PolicyReport,
  RouteVerdict,
  SubsetVerdict,
} from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { NotKnown } from './NotKnown';
import { ObjectLink } from './ObjectDrawer';
import styles from './policies.module.css';

/** Where requests to the service go, by weight, and which others come here. */
export function Routes({ report }: { report: PolicyReport }) {
  const { t } = useWords();
  const { routes, effects } = report;
  const { routesHere, routesWhy, subsets } = effects;
  return (
    <>
      {routesWhy && (
        <Text as="p" variant="body-medium">
          <StatusIcon status="unknown" /> <NotKnown why={routesWhy} />
        </Text>
      )}
      {!routesWhy && routes.length === 0 && (
        <Text as="p" variant="body-medium">
          {t('policies.noRoutes')}
        </Text>
      )}
      {routes.map((route, index) => (
        <RouteLine key={index} route={route} home={report} />
      ))}
      {routesHere.map((route, index) => (
        <RouteLine key={`here-${index}`} route={route} home={report} ofOthers />
      ))}
      {subsets.map(subset => (
        <Subset
          key={`${subset.service} ${subset.name}`}
          subset={subset}
          home={report}
        />
      ))}
    </>
  );
}

function RouteLine(props: {
  route: RouteVerdict;
  home: PolicyReport;
  /** Whether it is of other hosts than the service's own. */
  ofOthers?: boolean;
}) {
  const { route, home, ofOthers } = props;
  const { t } = useWords();
  if (route.hidden) {
    return (
      <div className={styles.line}>
        <Text as="span" variant="body-medium">
          {t('policies.hiddenRoute')}
        </Text>
        <ObjectLink object={route.decidedBy} home={home} />
      </div>
    );
  }
  const asides = [
    ...(ofOthers
      ? [t('policies.routesOf', { hosts: formatNames(route.hosts) })]
      : []),
    ...(route.gateways
      ? [t('policies.routesBy', { gateways: formatNames(route.gateways) })]
      : []),
    ...(route.match ? [t('policies.for', { match: route.match })] : []),
  ];
  return (
    <div className={styles.line}>
      <Text as="span" variant="body-medium">
        <Shares route={route} />
        {asides.length > 0 && (
          <Text as="span" variant="body-small" color="secondary">
            {' '}
            {asides.join(' · ')}
          </Text>
        )}
      </Text>
      <span title={route.hosts.join(', ')}>
        <ObjectLink object={route.decidedBy} home={home} />
      </span>
    </div>
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

function Subset({
  subset,
  home,
}: {
  subset: SubsetVerdict;
  home: PolicyReport;
}) {
  const { t } = useWords();
  const { name, labels, workloads } = subset;
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return (
    <div className={styles.line}>
      <Text as="span" variant="body-small" color="secondary">
        {pairs.length > 0
          ? t('policies.subset.is', { name, labels: pairs.join(', ') })
          : t('policies.subset.all', { name })}
        {' · '}
        {workloads === 0 ? (
          <>
            <StatusIcon status="warning" /> {t('policies.subset.none')}
          </>
        ) : (
          t('policies.subset.workloads', { count: workloads })
        )}
      </Text>
      <ObjectLink object={subset.decidedBy} home={home} />
    </div>
  );
}
