import { Kubectl } from '../Kubectl';

/** Counters of a proxy's clusters: cluster to the number of connections so far. */
export type Connections = Map<string, number>;

/** How many connections a pod's Envoy opened, by cluster. */
export async function connectionsOf(
  kubectl: Kubectl,
  namespace: string,
  target: string,
): Promise<Connections> {
  const text = await kubectl.envoyClusters(namespace, target);
  const counted: Connections = new Map();
  for (const line of text.split('\n')) {
    const found = /^(.+?)::[^:]+:\d+::cx_total::(\d+)$/.exec(line);
    if (found) {
      const [, cluster, number] = found;
      counted.set(cluster, (counted.get(cluster) ?? 0) + Number(number));
    }
  }
  return counted;
}

/** All connections to a host through a port. */
export function connectionsTo(
  connections: Connections,
  host: string,
  port?: number,
): number {
  let sum = 0;
  for (const [cluster, number] of connections) {
    const [, clusterPort, , clusterHost] = cluster.split('|');
    if (clusterHost === host && (!port || Number(clusterPort) === port)) {
      sum += number;
    }
  }
  return sum;
}
