import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { ClusterCertificates } from '@meshport/backstage-plugin-mesh-common';
import { clusterCertificatesRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { EndText } from './EndText';
import { SourceText } from './SourceText';
import styles from './certificates.module.css';
import layout from '../remote-clusters/remote.module.css';

/** The name of a cluster, leading to its certificates. */
export function ClusterLink(props: { cluster: string; title?: string }) {
  const { cluster, title } = props;
  const page = useRouteRef(clusterCertificatesRouteRef);
  return page ? (
    <Link href={page({ cluster })} variant="body-medium" weight="bold">
      {title ?? cluster}
    </Link>
  ) : (
    <Text as="p" variant="body-medium" weight="bold">
      {title ?? cluster}
    </Text>
  );
}

/** One cluster: who signs, until when, and which roots its proxies trust. */
export function ClusterRow({
  certificates,
}: {
  certificates: ClusterCertificates;
}) {
  const { t } = useWords();
  const { cluster, title, ends, roots, rootsWhy } = certificates;
  return (
    <li className={styles.row}>
      <div className={layout.cell}>
        <ClusterLink cluster={cluster} title={title} />
      </div>
      <SourceText certificates={certificates} />
      <EndText ends={ends} />
      <div className={layout.cell}>
        <Text
          as="p"
          variant="body-small"
          color="secondary"
          className={styles.label}
        >
          {t('certificates.column.roots')}
        </Text>
        {roots?.map(({ fingerprint, subject }) => (
          <Text key={fingerprint} as="p" variant="body-small">
            {subject}
          </Text>
        ))}
        {!roots && (
          <Text as="p" variant="body-small" color="secondary">
            {rootsWhy}
          </Text>
        )}
      </div>
    </li>
  );
}
