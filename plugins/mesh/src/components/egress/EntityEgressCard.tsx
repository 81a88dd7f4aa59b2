import { useCallback } from 'react';
import { Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import {
  EntityEgress,
  EntityEgressWay,
  MeshAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { meshEgressApiRef } from '../../api';
import { egressGatewayRouteRef, egressGatewaysRouteRef } from '../../routes';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { AnswerCard, ReadAnswer } from '../frame/AnswerCard';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { EgressRequest } from '../policies/EgressRequest';
import parts from '../parts/parts.module.css';
import { joinSamePlaces } from './samePlaces';
import styles from './egress.module.css';

const ADMITTED_MARK: Record<EntityEgressWay['admitted'], Status> = {
  yes: 'ok',
  no: 'locked',
  some: 'warning',
  unknown: 'unknown',
};

/** What a component may reach outside the mesh, and by which gateway. */
export function EntityEgressCard() {
  const { t } = useWords();
  const egress = useApi(meshEgressApiRef);
  const read = useCallback<ReadAnswer<EntityEgress>>(
    (_, entityRef, options) => egress.getEntityEgress(entityRef, options),
    [egress],
  );
  return (
    <AnswerCard<EntityEgress>
      title={t('egress.card.title')}
      read={read}
      rows={3}
      empty={{
        title: t('egress.card.empty.title'),
        titleIn: clusters => t('egress.card.empty.titleIn', { clusters }),
        next: t('egress.card.empty.next'),
      }}
    >
      {answer => <CardAnswer answer={answer} />}
    </AnswerCard>
  );
}

function CardAnswer({ answer }: { answer: MeshAnswer<EntityEgress> }) {
  const { t } = useWords();
  const page = useRouteRef(egressGatewaysRouteRef);
  const { items } = answer;
  const hosts = new Set(
    items.flatMap(({ ways }) => ways.map(({ host }) => host)),
  );
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        {countOfHosts(hosts.size)}
      </Text>
      {joinSamePlaces(items).map(({ place, clusters }) => (
        <Place
          key={`${place.cluster}/${place.namespace}`}
          place={place}
          clusters={clusters}
          isNamed={items.length > 1 || answer.clusters.length > 1}
        />
      ))}
      {page && (
        <Link href={page()} variant="body-small">
          {t('egress.card.all')}
        </Link>
      )}
    </>
  );

  function countOfHosts(number: number) {
    if (number === 0) {
      return t('egress.card.none');
    }
    return number === 1
      ? t('egress.card.one')
      : t('egress.card.more', { number: String(number) });
  }
}

function Place(props: {
  place: EntityEgress;
  clusters: string[];
  isNamed: boolean;
}) {
  const { place, clusters, isNamed } = props;
  const { namespace, ways, undeclared } = place;
  const { t } = useWords();
  const name = t('egress.place', {
    namespace,
    cluster: formatNames(clusters),
  });
  return (
    <section aria-label={name} className={styles.part}>
      {isNamed && (
        <Text as="p" variant="body-medium" weight="bold">
          {name}
        </Text>
      )}
      {ways.length > 0 && (
        <ul className={styles.list}>
          {ways.map(way => (
            <li
              key={`${way.host}:${way.ports.join()}:${way.gateway?.name ?? ''}`}
              className={styles.line}
            >
              <StatusIcon status={ADMITTED_MARK[way.admitted]} />
              <Way way={way} home={place} />
            </li>
          ))}
        </ul>
      )}
      <Text as="p" variant="body-small" color="secondary">
        {t(`egress.card.undeclared.${undeclared}`)}
      </Text>
      <EgressRequest report={place} />
    </section>
  );
}

function Way({ way, home }: { way: EntityEgressWay; home: EntityEgress }) {
  const { t } = useWords();
  const { host, ports, tls, why } = way;
  return (
    <div>
      <Text as="p" variant="body-medium">
        <span className={parts.mono}>{host}</span>{' '}
        <ByWay way={way} home={home} />
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {ports.length > 0 &&
          `${t('egress.card.port', {
            ports: formatNames(ports.map(String)),
          })} · `}
        {t(`egress.tls.${tls}`)}
      </Text>
      <Text as="p" variant="body-small">
        {why}
      </Text>
    </div>
  );
}

function ByWay({ way, home }: { way: EntityEgressWay; home: EntityEgress }) {
  const { t } = useWords();
  const route = useRouteRef(egressGatewayRouteRef);
  const { gateway } = way;
  if (!gateway) {
    return <>{t('egress.card.direct')}</>;
  }
  const { name, namespace } = gateway;
  if (!name || !namespace) {
    return <>{t('egress.card.byHiddenGateway')}</>;
  }
  // A primary's gateways serve its remotes too.
  const cluster = way.decidedBy[0]?.cluster ?? home.cluster;
  const label = namespace === home.namespace ? name : `${namespace}/${name}`;
  return (
    <>
      {t('egress.card.byGateway', {
        gateway: route ? (
          <Link href={route({ cluster, namespace, name })}>{label}</Link>
        ) : (
          label
        ),
      })}
    </>
  );
}
