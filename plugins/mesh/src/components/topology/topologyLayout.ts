import { FleetLink, RemoteFleet } from '@meshport/backstage-plugin-mesh-common';

/** Sizes of the drawing in its own units. */
const NODE = { width: 150, height: 56 };
const GAP = 24;
const FRAME = { head: 30, padding: 18 };
const COLUMN_GAP = 90;
/** Between columns of one frame, where links go. */
const INNER_GAP = 64;
/** Clusters below each other before a frame gets another column. */
const MOST_ROWS = 6;
/** Width of a row of frames; the next one begins below. */
const MOST_WIDTH = 1180;

/** A rectangle of the drawing. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What is drawn: the clusters in their networks, and who reads whom. */
export interface TopologySource {
  topology: RemoteFleet['topology'];
  items: readonly FleetLink[];
}

/** An arrow of the drawing. */
export interface Arrow {
  key: string;
  path: string;
  link: FleetLink;
}

/** What is drawn, and where. */
export interface TopologyLayout {
  width: number;
  height: number;
  frames: (Box & { network: string })[];
  nodes: (Box & { cluster: string; gateways: number })[];
  arrows: Arrow[];
}

/**
 * Puts networks side by side, with their clusters below each other in as many
 * columns as it takes, and links as arrows between them. Networks that do not
 * fit beside each other go below. The same answer gives the same drawing.
 */
export function topologyLayout({
  topology,
  items,
}: TopologySource): TopologyLayout {
  const frames: TopologyLayout['frames'] = [];
  const nodes: TopologyLayout['nodes'] = [];
  const gateways = new Map(
    topology.clusters.map(one => [one.name, one.gateways.length]),
  );
  let [x, y, tallest] = [0, 0, 0];
  for (const { name, clusters } of topology.networks) {
    const size = frameSize(clusters.length);
    if (x > 0 && x + size.width > MOST_WIDTH) {
      [x, y, tallest] = [0, y + tallest + COLUMN_GAP / 2, 0];
    }
    const place = { x, y };
    clusters.forEach((cluster, index) =>
      nodes.push({
        cluster,
        gateways: gateways.get(cluster) ?? 0,
        x:
          place.x +
          FRAME.padding +
          Math.floor(index / MOST_ROWS) * (NODE.width + INNER_GAP),
        y: place.y + FRAME.head + (index % MOST_ROWS) * (NODE.height + GAP),
        ...NODE,
      }),
    );
    frames.push({ network: name, ...place, ...size });
    tallest = Math.max(tallest, size.height);
    x += size.width + COLUMN_GAP;
  }
  const byName = new Map(nodes.map(node => [node.cluster, node]));
  const arrows = items.flatMap(link => {
    const from = byName.get(link.primary);
    const to = byName.get(link.remote ?? '');
    return from && to
      ? [
          {
            key: `${link.primary}/${link.clusterId}`,
            link,
            path: arrowPath(from, to),
          },
        ]
      : [];
  });
  return {
    width: Math.max(0, ...frames.map(one => one.x + one.width)),
    height: Math.max(0, ...frames.map(one => one.y + one.height)),
    frames,
    nodes,
    arrows,
  };
}

function frameSize(clusters: number): { width: number; height: number } {
  const columns = Math.max(1, Math.ceil(clusters / MOST_ROWS));
  const rows = Math.min(MOST_ROWS, Math.max(1, clusters));
  return {
    width: columns * (NODE.width + INNER_GAP) - INNER_GAP + 2 * FRAME.padding,
    height: FRAME.head + rows * (NODE.height + GAP) - GAP + FRAME.padding,
  };
}

/** From the side of one node to the other's; between nodes of one column around their right side. */
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
