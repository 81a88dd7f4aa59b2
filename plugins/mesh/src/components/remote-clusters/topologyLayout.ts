import { RemoteFleet } from '@meshport/backstage-plugin-mesh-common';

/** Sizes of the drawing in its own units. */
const NODE = { width: 150, height: 56 };
const GAP = 24;
const FRAME = { head: 30, padding: 18 };
const COLUMN_GAP = 90;

/** A rectangle of the drawing. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What is drawn, and where. */
export interface TopologyLayout {
  width: number;
  height: number;
  frames: (Box & { network: string })[];
  nodes: (Box & { cluster: string; gateways: number })[];
  arrows: {
    key: string;
    path: string;
    sync: RemoteFleet['items'][number]['sync'];
  }[];
}

/**
 * Puts networks side by side with their clusters below each other, and links as
 * arrows between them. The same answer gives the same drawing.
 */
export function topologyLayout({
  topology,
  items,
}: Pick<RemoteFleet, 'topology' | 'items'>): TopologyLayout {
  const frames: TopologyLayout['frames'] = [];
  const nodes: TopologyLayout['nodes'] = [];
  const gatewaysOf = (name: string) =>
    topology.clusters.find(one => one.name === name)?.gateways.length ?? 0;
  topology.networks.forEach(({ name, clusters }, column) => {
    const x = column * (NODE.width + 2 * FRAME.padding + COLUMN_GAP);
    clusters.forEach((cluster, row) =>
      nodes.push({
        cluster,
        gateways: gatewaysOf(cluster),
        x: x + FRAME.padding,
        y: FRAME.head + row * (NODE.height + GAP),
        ...NODE,
      }),
    );
    frames.push({
      network: name,
      x,
      y: 0,
      width: NODE.width + 2 * FRAME.padding,
      height:
        FRAME.head +
        Math.max(1, clusters.length) * (NODE.height + GAP) -
        GAP +
        FRAME.padding,
    });
  });
  const arrows = items.flatMap(link => {
    const from = nodes.find(one => one.cluster === link.primary);
    const to = nodes.find(one => one.cluster === link.remote);
    return from && to
      ? [
          {
            key: `${link.primary}/${link.clusterId}`,
            sync: link.sync,
            path: arrowPath(from, to),
          },
        ]
      : [];
  });
  return {
    width: Math.max(0, ...frames.map(one => one.x + one.width)),
    height: Math.max(0, ...frames.map(one => one.height)),
    frames,
    nodes,
    arrows,
  };
}

/** From the side of one node to the other's; between nodes of one frame around their right side. */
function arrowPath(from: Box, to: Box): string {
  const [fromY, toY] = [from.y + from.height / 3, to.y + (to.height * 2) / 3];
  if (from.x === to.x) {
    const right = from.x + from.width;
    return `M ${right} ${fromY} C ${right + 40} ${fromY}, ${
      right + 40
    } ${toY}, ${right + 4} ${toY}`;
  }
  const forward = to.x > from.x;
  const start = forward ? from.x + from.width : from.x;
  const end = forward ? to.x - 4 : to.x + to.width + 4;
  const bend = (start + end) / 2;
  return `M ${start} ${fromY} C ${bend} ${fromY}, ${bend} ${toY}, ${end} ${toY}`;
}
