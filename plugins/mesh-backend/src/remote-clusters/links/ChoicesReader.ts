import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  RemoteClusterChoices,
  RemoteClustersUnknown,
} from '@meshport/backstage-plugin-mesh-common';
import { controlPlaneNamespace } from '../../clusters';
import { controlPlanesIn } from '../../entities/controlPlanes';
import { isUnreadable } from '../../entities/readability';
import { ReadScope } from '../../entities/ReadScope';
import { ClusterInventory, Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { runsIstiod } from './findLinks';
import { LinksReader } from './LinksReader';
import { Joinable, networkOf, roleOf } from './topology';

type Choice = RemoteClusterChoices['clusters'][number];

/** Answers what forms offer for joining: clusters are picked, never typed. */
export class ChoicesReader {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      links: LinksReader;
      joinable: Joinable;
    },
  ) {}

  /** @throws `NotAllowedError` */
  async read(credentials: BackstageCredentials): Promise<RemoteClusterChoices> {
    const { authorizer, inventory, links, joinable } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const clusters = inventory
      .clusters()
      .filter(({ details }) => scope.mayReadCluster(details.name));
    const joined = await links.joined(scope);
    return {
      clusters: clusters.map(cluster =>
        choiceOf(
          cluster,
          scope,
          joinable(cluster),
          joined
            .filter(({ remote }) => remote === cluster.details.name)
            .map(({ primary }) => primary),
        ),
      ),
      unknown: clusters.flatMap(unknownsOf),
    };
  }
}

function choiceOf(
  cluster: ClusterInventory,
  scope: ReadScope,
  why: string | undefined,
  joinedTo: string[],
): Choice {
  const { name, title } = cluster.details;
  const network = networkOf(cluster);
  const istiod = runsIstiod(cluster);
  const noPrimary = istiod
    ? undefined
    : 'no istiod runs here, so that it cannot read others';
  return {
    name,
    ...(title ? { title } : {}),
    clusterId: cluster.istioId.id,
    role: roleOf(cluster),
    ...(network === undefined ? {} : { network }),
    mayBePrimary: why === undefined && istiod,
    mayBeRemote: why === undefined,
    ...(why ?? noPrimary ? { why: why ?? noPrimary } : {}),
    joinedTo,
    controlPlaneNamespace: controlPlaneNamespace(cluster.details),
    revisions: controlPlanesIn(cluster).map(({ revision, version }) => ({
      revision,
      ...(version ? { version } : {}),
    })),
    namespaces: cluster
      .store('Namespace')
      .list()
      .filter(({ metadata }) => scope.mayReadNamespace(name, metadata.name))
      .map(({ metadata }) => ({
        name: metadata.name,
        injection: injectionOf(metadata.labels),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** What a namespace's labels say of injection, as people write it. */
export function injectionOf(labels: Record<string, string> = {}): string {
  const marks = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode']
    .filter(key => labels[key] !== undefined)
    .map(key => `${key}=${labels[key]}`);
  return marks.join(', ') || 'none';
}

function unknownsOf(cluster: ClusterInventory): RemoteClustersUnknown[] {
  return (['Namespace', 'Pod'] as const)
    .filter(kind => isUnreadable(cluster, kind))
    .map(kind => ({
      cluster: cluster.details.name,
      what: `${kind}s`,
      why:
        cluster.status(kind).failure?.message ??
        'They are being read for the first time.',
    }));
}
