import { useCallback, useState } from 'react';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  DiscoveryScope,
  DiscoverySelector,
} from '@meshport/backstage-plugin-mesh-common';
import { useNudges } from '../../answers/useNudges';
import { meshScopeApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { CodeBlock } from '../findings/CodeBlock';
import { FreshnessLine } from '../frame/FreshnessLine';
import { StateBlock } from '../frame/StateBlock';
import { ClusterPage } from '../mutual-tls/ClusterPage';
import styles from '../mutual-tls/scope.module.css';
import { CopyButton } from '../parts/CopyButton';
import { Section } from '../requests/Section';
import { ReadStates } from '../requests/ReadStates';
import { useRead } from '../requests/useRead';
import { LabelSection } from './LabelSection';
import { NamespaceTable } from './NamespaceTable';
import { Outcome } from './Outcome';
import { selectorsText } from './selectorsText';
import { TrySelectors } from './TrySelectors';

/** Labels and configuration change while one looks at it (milliseconds). */
const REFRESH_MS = 15_000;
const delay = () => REFRESH_MS;

/** Which namespaces istiod watches, and what other selectors or labels would do. */
export function DiscoveryPage() {
  const { t } = useWords();
  return (
    <ClusterPage
      title={t('scope.discovery.title')}
      lead={t('scope.discovery.lead')}
    >
      {cluster => <OfCluster key={cluster} cluster={cluster} />}
    </ClusterPage>
  );
}

function OfCluster({ cluster }: { cluster: string }) {
  const { t } = useWords();
  const api = useApi(meshScopeApiRef);
  const [tried, setTried] = useState<DiscoverySelector[]>();
  const load = useCallback(
    (signal: AbortSignal) =>
      tried
        ? api.simulateDiscovery({ cluster, selectors: tried }, { signal })
        : api.getDiscoveryScope(cluster, { signal }),
    [api, cluster, tried],
  );
  const read = useRead(load, delay, useNudges());
  const { value } = read;
  return (
    <>
      <ReadStates read={read} title={t('scope.discovery.title')} rows={4}>
        {({ notJudged }) =>
          notJudged && (
            <StateBlock
              status="unknown"
              title={t('scope.notJudged', { cluster })}
            >
              <Text as="p" variant="body-small">
                {notJudged}
              </Text>
            </StateBlock>
          )
        }
      </ReadStates>
      {value && !value.notJudged && !tried && <Now scope={value} />}
      <TrySelectors
        isTried={tried !== undefined}
        onTry={setTried}
        onClear={() => setTried(undefined)}
      />
      {value && !value.notJudged && tried && <Outcome scope={value} />}
      {value && !value.notJudged && (
        <>
          <NamespaceTable scope={value} />
          {!tried && <LabelSection scope={value} />}
        </>
      )}
      {value && <FreshnessLine clusters={value.clusters} />}
    </>
  );
}

function Now({ scope }: { scope: DiscoveryScope }) {
  const { t } = useWords();
  const { selectors, invalid, namespaces, withheld } = scope;
  const watched = namespaces.filter(({ now }) => now).length;
  return (
    <Section title={t('scope.discovery.selectors')}>
      <StateBlock
        status={invalid.length > 0 ? 'bad' : 'ok'}
        title={
          selectors.length > 0
            ? t('scope.discovery.selected', {
                watched: String(watched),
                total: String(namespaces.length),
              })
            : t(
                invalid.length > 0
                  ? 'scope.discovery.invalid'
                  : 'scope.discovery.all',
              )
        }
      >
        <ul className={styles.plain}>
          {invalid.map(sentence => (
            <li key={sentence}>
              <Text as="span" variant="body-small">
                {sentence}
              </Text>
            </li>
          ))}
        </ul>
      </StateBlock>
      {selectors.length > 0 && (
        <>
          <CodeBlock label={t('scope.discovery.selectors')}>
            {selectorsText(selectors)}
          </CodeBlock>
          <div>
            <CopyButton text={selectorsText(selectors)} />
          </div>
        </>
      )}
      {withheld > 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {t('scope.withheld', { count: withheld })}
        </Text>
      )}
    </Section>
  );
}
