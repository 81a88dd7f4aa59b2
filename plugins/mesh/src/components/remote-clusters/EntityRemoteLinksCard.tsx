import { useCallback } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { RemoteLink } from '@meshport/backstage-plugin-mesh-common';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { meshRemoteClustersApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { Alarms } from './Alarms';
import { LinkRow } from './LinkRow';
import { AnswerStates } from '../frame/AnswerStates';
import styles from './remote.module.css';

/** The links of the cluster that a catalog resource stands for. */
export function EntityRemoteLinksCard() {
  const { entity } = useEntity();
  const { t } = useWords();
  const api = useApi(meshRemoteClustersApiRef);
  const entityRef = stringifyEntityRef(entity);
  const load = useCallback(
    (signal: AbortSignal) => api.getEntityLinks(entityRef, { signal }),
    [api, entityRef],
  );
  const state = useMeshAnswer<RemoteLink>(load, useNudges());
  return (
    <EntityInfoCard title={t('remote.cardTitle')}>
      <div className={styles.card} data-mesh-remote-clusters>
        <AnswerStates<RemoteLink>
          state={state}
          title={t('remote.cardTitle')}
          empty={{
            title: t('remote.card.title'),
            titleIn: clusters => t('remote.card.titleIn', { clusters }),
            next: t('remote.card.next'),
          }}
        >
          {({ items }) => (
            <>
              <Alarms alarms={items.flatMap(({ alarms }) => alarms)} />
              <ul className={styles.rows}>
                {items.map(link => (
                  <LinkRow
                    key={`${link.primary}/${link.clusterId}`}
                    link={link}
                  />
                ))}
              </ul>
            </>
          )}
        </AnswerStates>
      </div>
    </EntityInfoCard>
  );
}
