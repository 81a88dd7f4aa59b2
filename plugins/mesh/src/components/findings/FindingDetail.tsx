import { useCallback } from 'react';
import { Link, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { MeshFindingDetail } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { meshApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { TryAgain } from '../frame/ErrorState';
import { StateBlock } from '../frame/StateBlock';
import { ManifestSection } from './ManifestSection';
import { MendSection } from './MendSection';
import { Suppressed } from './Suppressed';
import styles from './findings.module.css';

/** All that is known of a finding: what it means, the mend, and the object. */
export function FindingDetail({
  id,
  beneficiary,
}: {
  id: string;
  beneficiary?: string;
}) {
  const { t } = useWords();
  const api = useApi(meshApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getFinding(id, { signal }),
    [api, id],
  );
  const { answer, error, retry, retrying } = useMeshAnswer(load, useNudges());
  const item = answer?.items[0];
  if (!item && !error) {
    return (
      <Text as="p" variant="body-small" role="status">
        {t('findings.detail.reading')}
      </Text>
    );
  }
  const name = item ? `${item.object.kind} ${item.object.name}` : '';
  return (
    <>
      {error && (
        <StateBlock status="warning" title={messageOf(error)}>
          <TryAgain onPress={retry} isPending={retrying} />
        </StateBlock>
      )}
      {item && (
        <>
          <About item={item} />
          <MendSection item={item} name={name} beneficiary={beneficiary} />
          <ManifestSection item={item} name={name} />
        </>
      )}
    </>
  );
}

function About({ item }: { item: MeshFindingDetail }) {
  const { t } = useWords();
  const { code, message, effect, documentation, alsoKnownAs } = item;
  const { object, cluster, path } = item;
  return (
    <div className={styles.about}>
      <Text as="p" variant="body-medium" weight="bold">
        {message}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {object.kind} <span className={styles.mono}>{object.name}</span>{' '}
        {object.namespace
          ? t('findings.place', { namespace: object.namespace, cluster })
          : t('findings.inCluster', { cluster })}
        {path && (
          <>
            {' · '}
            <span className={styles.mono}>{path}</span>
          </>
        )}
      </Text>
      <Text as="p" variant="body-small">
        {effect}
      </Text>
      {documentation && (
        <Text as="p" variant="body-small">
          <Link href={documentation} target="_blank" variant="body-small">
            {t('findings.explain', { code })}
          </Link>
        </Text>
      )}
      {alsoKnownAs && (
        <Text as="p" variant="body-small" color="secondary">
          {t('findings.elsewhere', { codes: alsoKnownAs.join(', ') })}
        </Text>
      )}
      {item.keptBy && (
        <Text as="p" variant="body-small">
          {t('findings.detail.keptBy', item.keptBy)}
        </Text>
      )}
      {item.suppressed && <Suppressed suppressed={item.suppressed} />}
    </div>
  );
}
