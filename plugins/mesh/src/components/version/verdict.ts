import {
  ClusterFreshness,
  MeshVersion,
  ProxyGroup,
} from '@meshport/backstage-plugin-mesh-common';
import { nameOf } from '../../answers/answerView';

/** The answer of the card "Mesh version" before it is put in words. */
export interface VersionVerdict {
  /** Clusters of which it is known whether the component is in the mesh. */
  total: number;
  inMesh: number;
  /** The cluster's name when `total` is 1. */
  only?: string;
  /** Clusters where that is not known. */
  notKnown: string[];
}

/** Whether any workload of the entity runs anywhere, or might. */
export function runsNowhere(versions: MeshVersion[]): boolean {
  return versions.every(({ membership }) => membership === 'noWorkloads');
}

/**
 * Counts clusters. A cluster that is not known counts neither for nor against,
 * and one where nothing runs is left out.
 */
export function judgeMembership(
  versions: MeshVersion[],
  clusters: ClusterFreshness[],
): VersionVerdict {
  const known = versions.filter(
    ({ membership }) =>
      membership !== 'unknown' && membership !== 'noWorkloads',
  );
  const answered = new Set(
    versions
      .filter(({ membership }) => membership !== 'unknown')
      .map(({ cluster }) => cluster),
  );
  return {
    total: known.length,
    inMesh: known.filter(({ membership }) => membership !== 'none').length,
    only: known.length === 1 ? titleOf(known[0].cluster, clusters) : undefined,
    notKnown: clusters.filter(({ name }) => !answered.has(name)).map(nameOf),
  };
}

/** What to call the cluster of an item. */
export function titleOf(name: string, clusters: ClusterFreshness[]): string {
  return clusters.find(cluster => cluster.name === name)?.title ?? name;
}

/** Proxies that a restart would bring up to date, in one cluster. */
export interface OutdatedProxies {
  cluster: string;
  count: number;
  /** Up to ten per group, `namespace/name`. */
  examples: string[];
}

/** Outdated proxies of pods or of machines, by cluster. */
export function findOutdated(
  versions: MeshVersion[],
  where: 'pods' | 'machines',
): OutdatedProxies[] {
  const concerned = (group: ProxyGroup) =>
    group.restartNeeded &&
    (group.kind === 'virtualMachine') === (where === 'machines');
  return versions
    .map(({ cluster, proxies }) => ({
      cluster,
      count: sum(proxies.filter(concerned).map(group => group.count)),
      examples: proxies.filter(concerned).flatMap(group => group.examples),
    }))
    .filter(({ count }) => count > 0);
}

/**
 * Pods of a Deployment are named after it, its ReplicaSet's hash and five more
 * characters, both of Kubernetes' "safe" alphabet without vowels.
 */
const DEPLOYMENT_POD =
  /^(.+)-[bcdfghjklmnpqrstvwxz2456789]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

/**
 * Commands that restart pods: their Deployment where the pod's name tells it,
 * else the pod alone, which its controller then makes anew.
 */
export function restartCommands(pods: string[]): string[] {
  const commands = pods.map(pod => {
    const [namespace, name] = pod.split('/');
    const deployment = DEPLOYMENT_POD.exec(name)?.[1];
    return deployment
      ? `kubectl rollout restart deployment/${deployment} -n ${namespace}`
      : `kubectl delete pod ${name} -n ${namespace}`;
  });
  return [...new Set(commands)];
}

export function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
