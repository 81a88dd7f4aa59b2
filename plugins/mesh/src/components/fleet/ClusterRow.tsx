import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  ClusterFreshness,
  FleetCluster,
} from '@meshport/backstage-plugin-mesh-common';
import {
  clusterCertificatesRouteRef,
  findingsRouteRef,
  machinesRouteRef,
  remoteClustersRouteRef,
} from '../../routes';
import { useWords } from '../../words/useWords';
import { CopyIcon } from '../parts/CopyButton';
import { EndText } from '../certificates/EndText';
import { ControlPlaneCell } from './ControlPlaneCell';
import { FreshCell } from './FreshCell';
import { NumberCell } from './NumberCell';
import styles from './fleet.module.css';

/** One cluster in one row; what is not known says so. */
export function ClusterRow(props: {
  row: FleetCluster;
  /** Absent while it is not known; empty where it has none. */
  network?: string;
  freshness: ClusterFreshness;
  receivedAt?: number;
}) {
  const { row, network, freshness, receivedAt } = props;
  const { name, title, role, primary, kubernetesVersion } = row;
  const { t } = useWords();
  const about = [
    role === 'remote' && primary
      ? t('fleet.cell.remoteOf', { primary })
      : role === 'primary' && t('fleet.cell.primary'),
    network && t('fleet.cell.network', { network }),
    kubernetesVersion &&
      t('fleet.cell.kubernetes', { version: kubernetesVersion }),
  ].filter(Boolean);
  return (
    <tr>
      <th scope="row">
        <Text as="p" variant="body-medium" weight="bold">
          {title ?? name}
          <CopyIcon text={name} />
        </Text>
        <Text as="p" variant="body-small" color="secondary">
          {about.join(' · ')}
        </Text>
      </th>
      <td>
        <ControlPlaneCell row={row} />
      </td>
      <td className={styles.number}>
        <Proxies row={row} />
      </td>
      <td className={styles.number}>
        <Machines row={row} />
      </td>
      <td className={styles.number}>
        <Findings row={row} />
      </td>
      <td>
        <Certificates row={row} />
      </td>
      <td className={styles.number}>
        <Links row={row} />
      </td>
      <td>
        <FreshCell freshness={freshness} receivedAt={receivedAt} />
      </td>
    </tr>
  );
}

function Proxies({ row: { proxies } }: { row: FleetCluster }) {
  const { t } = useWords();
  const old = proxies?.old ?? 0;
  return (
    <NumberCell
      number={proxies?.total}
      note={
        old > 0
          ? {
              status: 'warning',
              text: t('fleet.cell.old', { number: String(old) }),
            }
          : undefined
      }
    />
  );
}

function Machines({ row: { name, machines } }: { row: FleetCluster }) {
  const { t } = useWords();
  const page = useRouteRef(machinesRouteRef);
  const { unhealthy = 0, disconnected = 0 } = machines?.byHealth ?? {};
  const lost = unhealthy + disconnected;
  return (
    <NumberCell
      number={machines?.total}
      href={machines?.total ? addressOf(page?.(), name) : undefined}
      note={
        lost > 0
          ? {
              status: 'warning',
              text: t('fleet.cell.lost', { number: String(lost) }),
            }
          : undefined
      }
    />
  );
}

function Findings({ row: { name, findings } }: { row: FleetCluster }) {
  const { t } = useWords();
  const page = useRouteRef(findingsRouteRef);
  const { error = 0, warning = 0, info = 0 } = findings ?? {};
  const total = error + warning + info;
  const worst =
    (error > 0 && {
      status: 'bad' as const,
      text: t('fleet.cell.errors', { number: String(error) }),
    }) ||
    (warning > 0 && {
      status: 'warning' as const,
      text: t('fleet.cell.warnings', { number: String(warning) }),
    });
  return (
    <NumberCell
      number={findings && total}
      href={total > 0 ? addressOf(page?.(), name) : undefined}
      note={worst || undefined}
    />
  );
}

function Certificates({ row: { name, certificates } }: { row: FleetCluster }) {
  const { t } = useWords();
  const page = useRouteRef(clusterCertificatesRouteRef);
  if (!certificates) {
    return <Unknown />;
  }
  const { source, ends, primary = '' } = certificates;
  const words = t(`fleet.source.${source}`, { primary });
  const href = page?.({ cluster: name });
  return (
    <>
      {ends && <EndText ends={ends} />}
      {href && source !== 'none' ? (
        <Link href={href} variant="body-small">
          {words}
        </Link>
      ) : (
        <Text as="p" variant="body-small" color="secondary">
          {words}
        </Text>
      )}
    </>
  );
}

function Links({ row: { remoteLinks } }: { row: FleetCluster }) {
  const { t } = useWords();
  const page = useRouteRef(remoteClustersRouteRef);
  const broken = remoteLinks?.broken ?? 0;
  return (
    <NumberCell
      number={remoteLinks?.total}
      href={remoteLinks?.total ? page?.() : undefined}
      note={
        broken > 0
          ? {
              status: 'bad',
              text: t('fleet.cell.broken', { number: String(broken) }),
            }
          : undefined
      }
    />
  );
}

function Unknown() {
  const { t } = useWords();
  return (
    <Text as="p" variant="body-small" color="secondary">
      {t('fleet.cell.unknown')}
    </Text>
  );
}

function addressOf(page: string | undefined, cluster: string) {
  return page && `${page}?${new URLSearchParams({ cluster })}`;
}
