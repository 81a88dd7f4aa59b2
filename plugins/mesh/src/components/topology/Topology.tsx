import { useId } from 'react';
import { RemoteTopologyCluster } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { linkLook } from './linkLook';
import { Box, topologyLayout, TopologySource } from './topologyLayout';
import styles from './topology.module.css';

/**
 * Networks as frames, clusters in them, links as arrows with their state, and
 * gateways on the edge of what they lead into. It is one picture to a screen
 * reader: a table beside it says the same.
 */
export function Topology(props: { source: TopologySource; label: string }) {
  const { source, label } = props;
  const { t } = useWords();
  const id = useId();
  const { width, height, frames, nodes, arrows } = topologyLayout(source);
  const byName = new Map(
    source.topology.clusters.map(one => [one.name, one] as const),
  );
  return (
    <svg
      className={styles.drawing}
      viewBox={`-8 -4 ${width + 52} ${height + 8}`}
      style={{ maxWidth: `${width + 52}px` }}
      role="img"
      aria-label={label}
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
          <text x={frame.x + 12} y={frame.y + 20} className={styles.frameName}>
            {frame.network
              ? t('remote.topology.network', {
                  network: shortened(frame.network, 22),
                })
              : t('remote.topology.noNetwork')}
          </text>
        </g>
      ))}
      {nodes.map(node => (
        <Node
          key={node.cluster}
          box={node}
          name={node.cluster}
          gateways={node.gateways}
          cluster={byName.get(node.cluster)}
        />
      ))}
      {arrows.map(({ key, path, link }) => (
        <path
          key={key}
          d={path}
          className={`${styles.arrow} ${styles[linkLook(link)]}`}
          markerEnd={`url(#${id})`}
        >
          <title>
            {`${t('remote.link', {
              primary: link.primary,
              remote: link.remote ?? link.clusterId,
            })}: ${t(`remote.sync.${link.sync}`)}`}
          </title>
        </path>
      ))}
    </svg>
  );
}

function Node(props: {
  box: Box;
  name: string;
  gateways: number;
  cluster?: RemoteTopologyCluster;
}) {
  const { box, name, gateways, cluster } = props;
  const { t } = useWords();
  const title = cluster?.title ?? name;
  return (
    <g>
      <title>{title}</title>
      <rect {...boxOf(box)} rx="6" className={styles.node} />
      <text x={box.x + 12} y={box.y + 23} className={styles.nodeName}>
        {shortened(title, 17)}
      </text>
      <text x={box.x + 12} y={box.y + 42} className={styles.nodeText}>
        {t(`remote.topology.role.${cluster?.role ?? 'unknown'}`)}
      </text>
      {Array.from({ length: gateways }, (_, index) => (
        <circle
          key={index}
          cx={box.x}
          cy={box.y + 14 + index * 14}
          r="5"
          className={styles.gateway}
        />
      ))}
    </g>
  );
}

/** SVG neither wraps nor cuts off texts. */
function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function boxOf({ x, y, width, height }: Box) {
  return { x, y, width, height };
}
