import { useId } from 'react';
import { RemoteFleet } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { topologyLayout } from './topologyLayout';
import styles from './remote.module.css';

const LINE: Record<RemoteFleet['items'][number]['sync'], string> = {
  synced: styles.good,
  syncing: styles.waiting,
  timeout: styles.broken,
  closed: styles.broken,
  absent: styles.broken,
  unknown: styles.waiting,
};

/** Networks as frames, clusters in them, links as arrows. The table beside it says the same. */
export function Topology({ fleet }: { fleet: RemoteFleet }) {
  const { t } = useWords();
  const id = useId();
  const { width, height, frames, nodes, arrows } = topologyLayout(fleet);
  const clusterOf = (name: string) =>
    fleet.topology.clusters.find(one => one.name === name);
  return (
    <svg
      className={styles.drawing}
      viewBox={`-4 -4 ${width + 48} ${height + 8}`}
      style={{ maxWidth: `${width + 48}px` }}
      role="img"
      aria-label={t('remote.topology.drawing')}
    >
      <defs>
        <marker
          id={id}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M 0 0 L 8 4 L 0 8 z" className={styles.tip} />
        </marker>
      </defs>
      {frames.map(frame => (
        <g key={frame.network}>
          <rect {...boxOf(frame)} rx="8" className={styles.frame} />
          <text x={frame.x + 12} y={20} className={styles.frameName}>
            {frame.network
              ? t('remote.topology.network', { network: frame.network })
              : t('remote.topology.noNetwork')}
          </text>
        </g>
      ))}
      {nodes.map(node => {
        const cluster = clusterOf(node.cluster);
        return (
          <g key={node.cluster}>
            <rect {...boxOf(node)} rx="6" className={styles.node} />
            <text x={node.x + 12} y={node.y + 23} className={styles.nodeName}>
              {cluster?.title ?? node.cluster}
            </text>
            <text x={node.x + 12} y={node.y + 42} className={styles.nodeText}>
              {t(`remote.topology.role.${cluster?.role ?? 'unknown'}`)}
            </text>
            {Array.from({ length: node.gateways }, (_, index) => (
              <circle
                key={index}
                cx={node.x}
                cy={node.y + 14 + index * 14}
                r="5"
                className={styles.gateway}
              />
            ))}
          </g>
        );
      })}
      {arrows.map(arrow => (
        <path
          key={arrow.key}
          d={arrow.path}
          className={`${styles.arrow} ${LINE[arrow.sync]}`}
          markerEnd={`url(#${id})`}
        />
      ))}
    </svg>
  );
}

function boxOf({
  x,
  y,
  width,
  height,
}: {
  x: number;
  y: number;
  width: number;
  height: number;
}) {
  return { x, y, width, height };
}
