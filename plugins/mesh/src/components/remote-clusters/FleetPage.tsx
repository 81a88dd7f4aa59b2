import { useCallback } from 'react';
import { Container, Link, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  RemoteFleet,
  RemoteLink,
} from '@meshport/backstage-plugin-mesh-common';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { useTemplateForm } from '../../answers/useTemplateForm';
import { meshRemoteClustersApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { ScrollRegion } from '../parts/ScrollRegion';
import { Section } from '../requests/Section';
import { Alarms } from './Alarms';
import { ClusterRows } from './ClusterRows';
import { LinkRow } from './LinkRow';
import { AnswerStates } from '../frame/AnswerStates';
import { MatrixSection } from './MatrixSection';
import { remoteName } from './linkStanding';
import { Topology } from '../topology/Topology';
import styles from './remote.module.css';

/** Where the template that joins a cluster is in a catalog. */
export const JOIN_TEMPLATE = 'template:default/remote-cluster-join';

const NOTHING_FILLED_IN = {};
const COLUMNS = ['link', 'sync', 'credential', 'address'] as const;

/** Every link between clusters, what needs somebody, and the topology. */
export function FleetPage() {
  const { t } = useWords();
  const api = useApi(meshRemoteClustersApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getFleet({ signal }),
    [api],
  );
  const state = useMeshAnswer<RemoteLink>(load, useNudges());
  const form = useTemplateForm(JOIN_TEMPLATE, NOTHING_FILLED_IN);
  return (
    <Container className={styles.page} data-mesh-remote-clusters>
      <header className={styles.top}>
        <div className={styles.cell}>
          <h2 className={styles.heading}>{t('remote.title')}</h2>
          <Text as="p" variant="body-small" color="secondary">
            {t('remote.lead')}
          </Text>
        </div>
        {form && (
          <Link href={form} variant="body-medium">
            {t('remote.join')} →
          </Link>
        )}
      </header>
      <AnswerStates<RemoteLink, RemoteFleet>
        state={state}
        title={t('remote.title')}
        empty={{
          title: t('remote.empty.title'),
          titleIn: clusters => t('remote.empty.titleIn', { clusters }),
          next: t('remote.empty.next'),
        }}
        besideEmpty={answer => <Clusters fleet={answer} />}
      >
        {answer => <Links fleet={answer} />}
      </AnswerStates>
    </Container>
  );
}

function Links({ fleet }: { fleet: RemoteFleet }) {
  const { t } = useWords();
  const { items } = fleet;
  const alarms = items.flatMap(link =>
    link.alarms.map(alarm => ({
      ...alarm,
      key: `${link.primary}/${link.clusterId}/`,
      where: `${t('remote.link', {
        primary: link.primary,
        remote: remoteName(link),
      })}: `,
    })),
  );
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        <Summary links={items.length} alarms={alarms.length} />
      </Text>
      {alarms.length > 0 && (
        <Section title={t('remote.need')}>
          <Alarms alarms={alarms} />
        </Section>
      )}
      <div>
        <div aria-hidden className={styles.head}>
          {COLUMNS.map(column => (
            <Text key={column} as="p" variant="body-small" color="secondary">
              {t(`remote.column.${column}`)}
            </Text>
          ))}
        </div>
        <ul className={styles.rows}>
          {items.map(link => (
            <LinkRow key={`${link.primary}/${link.clusterId}`} link={link} />
          ))}
        </ul>
      </div>
      <Clusters fleet={fleet} />
    </>
  );
}

function Clusters({ fleet }: { fleet: RemoteFleet }) {
  const { t } = useWords();
  return fleet.topology.clusters.length > 0 ? (
    <>
      <Section title={t('remote.topology.title')}>
        <ScrollRegion label={t('remote.topology.drawing')}>
          <Topology source={fleet} label={t('remote.topology.drawing')} />
        </ScrollRegion>
        <ClusterRows clusters={fleet.topology.clusters} />
      </Section>
      {fleet.topology.clusters.length > 1 && <MatrixSection />}
    </>
  ) : null;
}

function Summary({ links, alarms }: { links: number; alarms: number }) {
  const { t } = useWords();
  let calm = t('remote.count.calm');
  if (alarms > 0) {
    calm =
      alarms === 1
        ? t('remote.count.needOne')
        : t('remote.count.need', { number: String(alarms) });
  }
  return (
    <>
      {links === 1
        ? t('remote.count.one', { calm })
        : t('remote.count.many', { number: String(links), calm })}
    </>
  );
}
