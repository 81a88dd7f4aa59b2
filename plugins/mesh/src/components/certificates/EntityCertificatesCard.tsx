import { useCallback } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Text } from '@backstage/ui';
import { ClusterCertificates } from '@meshport/backstage-plugin-mesh-common';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { meshCertificatesApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { AnswerStates } from '../frame/AnswerStates';
import { Alarms } from '../remote-clusters/Alarms';
import { ClusterLink } from './ClusterRow';
import { EndText } from './EndText';
import { SourceText } from './SourceText';
import layout from '../remote-clusters/remote.module.css';

/** Who signs in the cluster that a resource stands for, or where a component runs. */
export function EntityCertificatesCard() {
  const { entity } = useEntity();
  const { t } = useWords();
  const api = useApi(meshCertificatesApiRef);
  const entityRef = stringifyEntityRef(entity);
  const load = useCallback(
    (signal: AbortSignal) => api.getEntityCertificates(entityRef, { signal }),
    [api, entityRef],
  );
  const state = useMeshAnswer<ClusterCertificates>(load, useNudges());
  return (
    <EntityInfoCard title={t('certificates.cardTitle')}>
      <div className={layout.card} data-mesh-certificates>
        {state.answer?.missingAnnotation ? (
          <Text as="p" variant="body-small">
            {entity.kind === 'Resource'
              ? t('certificates.card.noCluster', { name: entity.metadata.name })
              : t('certificates.card.none')}
          </Text>
        ) : (
          <AnswerStates<ClusterCertificates>
            state={state}
            title={t('certificates.cardTitle')}
            empty={{
              title: t('certificates.card.title'),
              titleIn: clusters => t('certificates.card.titleIn', { clusters }),
              next: t('certificates.card.next'),
            }}
          >
            {({ items }) => <Clusters items={items} />}
          </AnswerStates>
        )}
      </div>
    </EntityInfoCard>
  );
}

function Clusters({ items }: { items: ClusterCertificates[] }) {
  const alarms = items.flatMap(({ cluster, alarms: own }) =>
    own.map(alarm => ({ ...alarm, key: cluster })),
  );
  return (
    <>
      {alarms.length > 0 && <Alarms alarms={alarms} />}
      <ul className={layout.list}>
        {items.map(one => (
          <li key={one.cluster} className={layout.cell}>
            <ClusterLink cluster={one.cluster} title={one.title} />
            <SourceText certificates={one} />
            {one.source !== 'none' && <EndText ends={one.ends} />}
          </li>
        ))}
      </ul>
    </>
  );
}
