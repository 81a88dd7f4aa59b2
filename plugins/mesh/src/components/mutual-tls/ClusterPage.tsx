import { ReactNode, useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Container, Select, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { isForbidden } from '../../answers/failures';
import { meshApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { ErrorState } from '../frame/ErrorState';
import { ForbiddenState } from '../frame/ForbiddenState';
import { LoadingState } from '../frame/LoadingState';
import { NoClustersState } from '../frame/NoClustersState';
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
  const { t } = useWords();
  const api = useApi(meshApiRef);
  const [parameters, setParameters] = useSearchParams();
  const load = useCallback(
    (signal: AbortSignal) => api.getClusters({ signal }),
    [api],
  );
  const { value, error, reload, reloading } = useRead(load, delay);
  const cluster = parameters.get('cluster') ?? value?.items[0]?.name;
  return (
    <Container className={styles.page} data-mesh-scope>
      <header className={styles.part}>
        <h2 className={styles.heading}>{title}</h2>
        <Text as="p" variant="body-small" color="secondary">
          {lead}
        </Text>
      </header>
      {error && !value && (
        <Failure
          title={title}
          error={error}
          retry={reload}
          isPending={reloading}
        />
      )}
      {!value && !error && <LoadingState title={title} rows={3} syncing={[]} />}
      {value?.items.length === 0 && <NoClustersState />}
      {value && cluster !== undefined && value.items.length > 0 && (
        <>
          <Select
            className={styles.choice}
            label={t('scope.cluster')}
            options={value.items.map(one => ({
              value: one.name,
              label: one.title ?? one.name,
            }))}
            value={cluster}
            onChange={name => setParameters({ cluster: String(name) })}
          />
          {children(cluster)}
        </>
      )}
    </Container>
  );
}

/** What failed, with the words of the backend; not allowed is no failure. */
export function Failure(props: {
  title: string;
  error: Error;
  retry: () => void;
  isPending: boolean;
}) {
  const { title, error, retry, isPending } = props;
  return isForbidden(error) ? (
    <ForbiddenState withheld={[]} error={error} />
  ) : (
    <ErrorState
      title={title}
      error={error}
      clusters={[]}
      retry={{ onPress: retry, isPending }}
    />
  );
}
