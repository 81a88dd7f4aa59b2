import { ReactNode, useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Container, Select, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { meshApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { NoClustersState } from '../frame/NoClustersState';
import { ReadStates } from '../requests/ReadStates';
import { useRead } from '../requests/useRead';
import styles from './scope.module.css';

/** Clusters seldom come and go (milliseconds). */
const REFRESH_MS = 60_000;
const delay = () => REFRESH_MS;

/** A page about one cluster; the address says which. */
export function ClusterPage(props: {
  title: string;
  lead: string;
  children: (cluster: string) => ReactNode;
}) {
  const { title, lead, children } = props;
  const api = useApi(meshApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getClusters({ signal }),
    [api],
  );
  const read = useRead(load, delay);
  return (
    <Container className={styles.page} data-mesh-scope>
      <header className={styles.part}>
        <h2 className={styles.heading}>{title}</h2>
        <Text as="p" variant="body-small" color="secondary">
          {lead}
        </Text>
      </header>
      <ReadStates read={read} title={title} rows={3}>
        {({ items }) => <Chosen clusters={items}>{children}</Chosen>}
      </ReadStates>
    </Container>
  );
}

function Chosen(props: {
  clusters: { name: string; title?: string }[];
  children: (cluster: string) => ReactNode;
}) {
  const { clusters, children } = props;
  const { t } = useWords();
  const [parameters, setParameters] = useSearchParams();
  if (clusters.length === 0) {
    return <NoClustersState />;
  }
  const cluster = parameters.get('cluster') ?? clusters[0].name;
  return (
    <>
      <Select
        className={styles.choice}
        label={t('scope.cluster')}
        options={clusters.map(({ name, title = name }) => ({
          value: name,
          label: title,
        }))}
        value={cluster}
        onChange={name => setParameters({ cluster: String(name) })}
      />
      {children(cluster)}
    </>
  );
}
