import {
  ReleasesAnswer,
  UpgradePathAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import {
  checkMesh,
  compareIstioVersions,
  IstioFlavour,
  isLivePod,
  kubernetesMinor,
  listReleases,
  parseIstioVersion,
  ProxyInstance,
  upgradePath,
} from '@meshport/istio';
import { controlPlanesIn } from '../entities/controlPlanes';
import { Reader } from '../entities/controlPlanesReport';
import { Caller } from '../entities/EntityLookup';
import { ShownAnswer } from '../entities/EntityReader';
import { liveAnswer } from '../entities/liveAnswer';
import { ReadScope } from '../entities/ReadScope';
import { ReadyAnswer } from '../entities/ReadyAnswer';
import { isUnreadable } from '../entities/readability';
import { podProxy, proxySource } from '../entities/versionViewProxies';
import { ClusterInventory, Inventory, WatchedKindName } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { chosenCluster } from '../remote-clusters/setup/chosenCluster';
import { clusterDrift } from './flavours/clusterDrift';
import { concernsCluster } from './flavours/FlavourRule';
import { ReleaseRules } from './ReleaseRules';

/** Kinds that versions are read from. */
const READ_KINDS: WatchedKindName[] = [
  'Pod',
  'Namespace',
  'MutatingWebhookConfiguration',
];

/** Tells which releases there are, how a cluster stands to them, and how it gets to another. */
export class ReleasesReader {
  readonly #today: () => Date;

  constructor(
    private readonly options: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      rules: ReleaseRules;
      today?: () => Date;
      /** Called for every answer to a user. */
      onShown: (shown: ShownAnswer) => void;
    },
  ) {
    this.#today = options.today ?? (() => new Date());
  }

  /** @throws `NotAllowedError` for a cluster that is not there or may not be read */
  async list(
    { cluster }: { cluster?: string },
    { credentials, user }: Caller,
  ): Promise<ReadyAnswer> {
    const { authorizer, inventory, onShown } = this.options;
    const scope = await ReadScope.create(authorizer, credentials);
    const primary = cluster && inventory.cluster(cluster)?.details.primary;
    const answer = (now: ReadScope) => ({
      answer: this.#list(cluster, now),
      decision: now.decision,
    });
    return liveAnswer({
      user,
      onShown,
      question: ['releases', cluster ?? ''],
      kinds: new Map(
        [cluster, primary]
          .filter(one => one !== undefined)
          .map(one => [one, READ_KINDS]),
      ),
      first: answer(scope),
      make: () => answer(scope.renewed()),
    });
  }

  #list(name: string | undefined, scope: ReadScope): ReleasesAnswer {
    const { inventory, rules } = this.options;
    const { table, isConfigured } = rules;
    const today = this.#today();
    const source = isConfigured ? 'configured' : 'builtIn';
    if (name === undefined) {
      return {
        source,
        releases: listReleases({ table, today }),
        remarks: [],
        drift: [],
        clusters: [],
        withheld: false,
      };
    }
    const cluster = chosenCluster(inventory, scope, name);
    const home = homeOf(cluster, inventory, scope);
    const planes = home ? controlPlanesIn(home, table) : [];
    const kubernetes = cluster.kubernetesVersion;
    const check = checkMesh({
      planes,
      proxies: proxyCounts(cluster, home),
      kubernetes,
      today,
      table,
    });
    return {
      cluster: name,
      ...minorField(kubernetes),
      source,
      releases: listReleases({ table, today, kubernetes, running: planes }),
      ...(planes.length > 0 ? { upToDate: check.upToDate } : {}),
      remarks: check.remarks,
      drift: clusterDrift(cluster, inventory, rules.flavours, scope).map(
        ({ demand, state, sentence }) => ({ demand, state, sentence }),
      ),
      clusters: freshnessOf(cluster, home),
      withheld: cluster
        .store('Namespace')
        .list()
        .some(({ metadata }) => !scope.mayReadNamespace(name, metadata.name)),
    };
  }

  /** @throws `NotAllowedError` for a cluster that is not there or may not be read */
  async path(
    { cluster: name, to }: { cluster: string; to?: string },
    { credentials }: Pick<Caller, 'credentials'>,
  ): Promise<UpgradePathAnswer> {
    const { inventory, authorizer, rules } = this.options;
    const scope = await ReadScope.create(authorizer, credentials);
    const cluster = chosenCluster(inventory, scope, name);
    const home = homeOf(cluster, inventory, scope);
    const planes = home ? controlPlanesIn(home, rules.table) : [];
    const kubernetes = cluster.kubernetesVersion;
    const frame = {
      cluster: name,
      ...minorField(kubernetes),
      controlPlanes: planes.map(({ revision, version }) => ({
        revision,
        ...(version ? { version } : {}),
      })),
      clusters: freshnessOf(cluster, home),
    };
    const [oldest] = planes
      .flatMap(({ version }) => version ?? [])
      .filter(one => parseIstioVersion(one).minor !== undefined)
      .sort((a, b) => compareIstioVersions(a, b) ?? 0);
    if (oldest === undefined) {
      return {
        ...frame,
        state: 'notKnown',
        summary: whyNoVersion(cluster, home, planes.length),
        steps: [],
        cautions: [],
      };
    }
    const flavour = this.#flavourFor(name, oldest);
    return {
      ...frame,
      flavour,
      ...upgradePath({
        from: oldest,
        to,
        kubernetes,
        proxies: proxyCounts(cluster, home).flatMap(
          ({ version }) => version ?? [],
        ),
        flavour,
        today: this.#today(),
        table: rules.table,
      }),
    };
  }

  /** What runs, unless the whole cluster has to be of something else. */
  #flavourFor(cluster: string, version: string): IstioFlavour {
    const { flavour } = parseIstioVersion(version);
    const broken = this.options.rules.flavours.find(
      rule =>
        !rule.namespaceLabels &&
        concernsCluster(rule, cluster) &&
        !rule.flavours.includes(flavour),
    );
    return broken?.flavours[0] ?? flavour;
  }
}

/** Where its istiods run; undefined where that is not known or not to be read. */
export function homeOf(
  cluster: ClusterInventory,
  inventory: Inventory,
  reader: Pick<Reader, 'mayReadCluster'>,
): ClusterInventory | undefined {
  const { name, primary } = cluster.details;
  const home = inventory.cluster(primary ?? name);
  return home && reader.mayReadCluster(home.details.name) ? home : undefined;
}

function freshnessOf(
  cluster: ClusterInventory,
  home: ClusterInventory | undefined,
) {
  return [
    cluster.freshness(READ_KINDS),
    ...(home && home !== cluster ? [home.freshness(['Pod'])] : []),
  ];
}

function minorField(kubernetes: string | undefined): { kubernetes?: string } {
  const minor = kubernetes && kubernetesMinor(kubernetes);
  return minor ? { kubernetes: minor } : {};
}

function whyNoVersion(
  cluster: ClusterInventory,
  home: ClusterInventory | undefined,
  planes: number,
): string {
  const { name } = cluster.details;
  if (!home) {
    return `The control plane of ${name} runs in another cluster, which you may not read or which is not configured.`;
  }
  if (isUnreadable(home, 'Pod')) {
    return `Pods of ${home.details.name} could not be read, so it is not known which version runs.`;
  }
  return planes === 0
    ? `No control plane runs in ${home.details.name}.`
    : `The version of the control plane of ${name} could not be read.`;
}

/** Proxies of a cluster's pods by version and revision. */
function proxyCounts(
  cluster: ClusterInventory,
  home: ClusterInventory | undefined,
) {
  const source = proxySource(cluster, home);
  const counts = new Map<
    string,
    Pick<ProxyInstance, 'version' | 'revision'> & { count: number }
  >();
  for (const pod of cluster.store('Pod').list()) {
    const proxy = isLivePod(pod) ? podProxy(pod, source) : undefined;
    if (proxy) {
      const { version, revision } = proxy;
      const key = JSON.stringify([version, revision]);
      const known = counts.get(key) ?? { version, revision, count: 0 };
      known.count += 1;
      counts.set(key, known);
    }
  }
  return [...counts.keys()].sort().map(key => counts.get(key)!);
}
