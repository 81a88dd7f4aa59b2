import { Link, Text } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { ClusterFreshness } from '@meshport/backstage-plugin-mesh-common';
import { nameOf } from '../../answers/answerView';
import { useWords } from '../../words/useWords';
import { Popup } from '../parts/Popup';
import styles from './frame.module.css';

/** A cluster's name; it opens who to ask about the cluster, and pages about it. */
export function ClusterName({ cluster }: { cluster: ClusterFreshness }) {
  const { t } = useWords();
  const name = nameOf(cluster);
  return hasContacts(cluster) ? (
    <Popup
      look="term"
      trigger={name}
      label={t('frame.cluster.about', { cluster: name })}
    >
      <ClusterContacts cluster={cluster} />
    </Popup>
  ) : (
    <>{name}</>
  );
}

/** Whether anything is known of a cluster but what is read in it. */
export function hasContacts({ owner, links = [] }: ClusterFreshness): boolean {
  return owner !== undefined || links.length > 0;
}

/** Who to ask about a cluster, and pages about it. */
export function ClusterContacts({ cluster }: { cluster: ClusterFreshness }) {
  const { t } = useWords();
  const { owner, links = [] } = cluster;
  return (
    <div className={styles.contacts}>
      {owner && (
        <Text as="p" variant="body-small">
          {t('frame.cluster.ask', {
            cluster: nameOf(cluster),
            owner: <EntityRefLink entityRef={owner} defaultKind="group" />,
          })}
        </Text>
      )}
      {links.map(({ url, title }) => (
        <Text as="p" variant="body-small" key={url}>
          <Link href={url} target="_blank" rel="noopener noreferrer">
            {title ?? url}
          </Link>
        </Text>
      ))}
    </div>
  );
}
