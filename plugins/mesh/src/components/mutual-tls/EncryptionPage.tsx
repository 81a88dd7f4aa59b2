import { useCallback } from 'react';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { MutualTlsPlan } from '@meshport/backstage-plugin-mesh-common';
import { useNudges } from '../../answers/useNudges';
import { meshScopeApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { FreshnessLine } from '../frame/FreshnessLine';
import { StateBlock } from '../frame/StateBlock';
import { Section } from '../requests/Section';
import { ReadStates } from '../requests/ReadStates';
import { useRead } from '../requests/useRead';
import { ClusterPage } from './ClusterPage';
import { MeshStep } from './MeshStep';
import { NamespaceRow } from './NamespaceRow';
import styles from './scope.module.css';

/** Policies change while one looks at it (milliseconds). */
const REFRESH_MS = 15_000;
const delay = () => REFRESH_MS;

/** How far a mesh is on its way to encrypted calls only, and who would be cut off. */
export function EncryptionPage() {
  const { t } = useWords();
  return (
    <ClusterPage
      title={t('scope.encryption.title')}
      lead={t('scope.encryption.lead')}
    >
      {cluster => <OfCluster key={cluster} cluster={cluster} />}
    </ClusterPage>
  );
}

function OfCluster({ cluster }: { cluster: string }) {
  const { t } = useWords();
  const api = useApi(meshScopeApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.planMutualTls({ cluster }, { signal }),
    [api, cluster],
  );
  const read = useRead(load, delay, useNudges());
  return (
    <ReadStates read={read} title={t('scope.encryption.title')} rows={4}>
      {value => (
        <>
          {value.notJudged ? (
            <StateBlock
              status="unknown"
              title={t('scope.notJudged', { cluster: value.cluster })}
            >
              <Text as="p" variant="body-small">
                {value.notJudged}
              </Text>
            </StateBlock>
          ) : (
            <Standing plan={value} />
          )}
          <FreshnessLine clusters={value.clusters} />
        </>
      )}
    </ReadStates>
  );
}

function Standing({ plan }: { plan: MutualTlsPlan }) {
  const { t } = useWords();
  const { namespaces, withheld, notKnown, cluster } = plan;
  return (
    <>
      <Section title={t('scope.encryption.mesh')}>
        <MeshStep plan={plan} />
      </Section>
      <Section title={t('scope.encryption.namespaces')}>
        {namespaces.length === 0 && (
          <StateBlock
            status="locked"
            title={t('scope.encryption.noNamespaces')}
          />
        )}
        <ul className={styles.rows}>
          {namespaces.map(one => (
            <NamespaceRow
              key={one.namespace}
              cluster={cluster}
              namespace={one}
            />
          ))}
        </ul>
        {withheld > 0 && (
          <Text as="p" variant="body-small" color="secondary">
            {t('scope.withheld', { count: withheld })}
          </Text>
        )}
      </Section>
      <Outside plan={plan} />
      {notKnown.length > 0 && (
        <Section title={t('scope.encryption.notKnown')}>
          <ul className={styles.plain}>
            {notKnown.map(sentence => (
              <li key={sentence}>
                <Text as="span" variant="body-small">
                  {sentence}
                </Text>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Outside({ plan }: { plan: MutualTlsPlan }) {
  const { t } = useWords();
  const { outside, outsideHidden } = plan;
  return (
    <Section title={t('scope.encryption.whoElse')}>
      <Text as="p" variant="body-small">
        {t(
          outside.length > 0
            ? 'scope.encryption.whoElseLead'
            : 'scope.encryption.whoElseNone',
        )}
      </Text>
      <ul className={styles.plain}>
        {outside.map(({ kind, namespace, name, pods, cluster }) => (
          <li key={`${cluster} ${kind} ${namespace}/${name}`}>
            <Text as="span" variant="body-small">
              {cluster && `${t('scope.encryption.inCluster', { cluster })} `}
              <span className={styles.mono}>
                {namespace}/{name}
              </span>{' '}
              {kind}
              {kind === 'WorkloadEntry'
                ? ''
                : `, ${t('scope.encryption.pods', { count: pods })}`}
            </Text>
          </li>
        ))}
      </ul>
      {outsideHidden > 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {t('scope.encryption.hiddenOutside', { count: outsideHidden })}
        </Text>
      )}
    </Section>
  );
}
