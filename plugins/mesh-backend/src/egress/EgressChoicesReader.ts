import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  EgressChoices,
  meshNamespaceApplyPermission,
} from '@meshport/backstage-plugin-mesh-common';
import {
  EgressEnvironment,
  egressPatterns,
  isLivePod,
  isSubset,
  podKind,
  recommendEgressPattern,
} from '@meshport/istio';
import { controlPlanesIn } from '../entities/controlPlanes';
import { ReadScope } from '../entities/ReadScope';
import { viewFreshness } from '../entities/viewFreshness';
import { noCluster } from '../findings/FindingSight';
import { Inventory, StoredObject } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { EgressEnvironments } from './EgressEnvironments';
import { ClusterEgress, EgressInventory } from './EgressInventory';
import { EGRESS_VIEW } from './EgressReader';
import { meshEgressSettings } from './meshSettings';
import { accountOf, workloadName } from './usersOf';

/** Answers what a form may offer for a cluster, of what the caller may read. */
export class EgressChoicesReader {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      egress: EgressInventory;
      environments: EgressEnvironments;
    },
  ) {}

  /**
   * @throws `NotAllowedError` for a cluster that is not there or may not be read
   */
  async of(
    name: string,
    credentials: BackstageCredentials,
  ): Promise<EgressChoices> {
    const { authorizer, inventory, environments } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const cluster = inventory.cluster(name);
    if (!cluster || !scope.mayReadCluster(name)) {
      throw noCluster(name);
    }
    const environment = await environments.of(name);
    const egress = this.services.egress.of(cluster);
    const mayApply = await authorizer.namespaceFilter(
      credentials,
      meshNamespaceApplyPermission,
    );
    const mayRead = (namespace = '') => scope.mayReadNamespace(name, namespace);
    const pods = egress.sources
      .list('Pod')
      .filter(pod => isLivePod(pod) && mayRead(pod.metadata.namespace));
    return {
      cluster: name,
      facts: factsOf(environment),
      recommended: recommendEgressPattern(environment),
      patterns: egressPatterns(environment),
      namespaces: egress.sources
        .list('Namespace')
        .filter(({ metadata }) => mayRead(metadata.name))
        .map(({ metadata }) => ({
          name: metadata.name,
          ...(scope.ownerOf(name, metadata.name)
            ? { owner: scope.ownerOf(name, metadata.name) }
            : {}),
          mayApply: mayApply(authorizer.namespaceResource(name, metadata.name)),
          mesh: meshOf(metadata.name, pods, egress),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      serviceAccounts: accountsOf(pods),
      ingressGateways: ingressGatewaysOf(pods, egress).filter(one =>
        mayRead(one.namespace),
      ),
      extensionProviders:
        meshEgressSettings(egress.home)?.extensionProviders.map(
          ({ name: provider, kind, authorizer: authorizes }) => ({
            name: provider,
            kind,
            authorizes,
          }),
        ) ?? [],
      revisions: scope.mayReadCluster(egress.home.details.name)
        ? controlPlanesIn(egress.home).map(({ revision, version }) => ({
            revision,
            ...(version ? { version } : {}),
          }))
        : [],
      clusters: [viewFreshness(EGRESS_VIEW, cluster, inventory)],
    };
  }
}

function factsOf(environment: EgressEnvironment): EgressChoices['facts'] {
  const fact = (label: string, value: string | undefined) => ({
    label,
    value: value ?? 'not known',
    known: value !== undefined,
  });
  const yesNo = (value: boolean | undefined) =>
    value === undefined ? undefined : (value && 'yes') || 'no';
  const { gatewayApi, networkPolicyEnforcer } = environment;
  return [
    fact('Istio', environment.istioVersion),
    fact('Kubernetes', environment.kubernetesVersion),
    fact(
      'Gateway API',
      gatewayApi &&
        (gatewayApi.length
          ? gatewayApi.map(({ kind }) => kind).join(', ')
          : 'none'),
    ),
    fact('Ambient mesh', yesNo(environment.ambient)),
    fact('Undeclared hosts', environment.outboundTrafficPolicy),
    fact('DNS of proxies', yesNo(environment.dnsCapture)),
    fact(
      'NetworkPolicies are enforced by',
      networkPolicyEnforcer === false ? 'nothing' : networkPolicyEnforcer,
    ),
  ];
}

function meshOf(
  namespace: string,
  pods: readonly StoredObject[],
  { sources }: ClusterEgress,
): EgressChoices['namespaces'][number]['mesh'] {
  const labels = sources.get('Namespace', '', namespace)?.metadata.labels ?? {};
  const kinds = new Set(
    pods
      .filter(({ metadata }) => metadata.namespace === namespace)
      .map(podKind),
  );
  if (
    kinds.has('sidecar') ||
    labels['istio-injection'] === 'enabled' ||
    labels['istio.io/rev']
  ) {
    return 'sidecar';
  }
  if (kinds.has('ambient') || labels['istio.io/dataplane-mode'] === 'ambient') {
    return 'ambient';
  }
  return sources.unreadable.has('Pod') ? 'unknown' : 'none';
}

function accountsOf(
  pods: readonly StoredObject[],
): EgressChoices['serviceAccounts'] {
  const accounts = new Map<string, Set<string>>();
  for (const pod of pods) {
    const key = `${pod.metadata.namespace}/${accountOf(pod)}`;
    accounts.set(key, (accounts.get(key) ?? new Set()).add(workloadName(pod)));
  }
  return [...accounts.keys()].sort().map(key => {
    const [namespace, name] = key.split('/');
    return { namespace, name, workloads: [...accounts.get(key)!].sort() };
  });
}

/** Gateways that callers outside reach: those whose pods are no egress gateway's. */
function ingressGatewaysOf(
  pods: readonly StoredObject[],
  { sources, readings }: ClusterEgress,
): EgressChoices['ingressGateways'] {
  const isEgress = (pod: StoredObject) =>
    readings.some(
      ({ unit }) =>
        unit.service &&
        unit.namespace === pod.metadata.namespace &&
        isSubset(unit.service.spec?.selector ?? {}, pod.metadata.labels ?? {}),
    );
  const found = new Map<string, EgressChoices['ingressGateways'][number]>();
  const gateways = pods.filter(
    pod => podKind(pod) === 'gateway' && !isEgress(pod),
  );
  for (const service of sources.list('Service')) {
    const { namespace = '', name } = service.metadata;
    const selector: Record<string, string> = service.spec?.selector ?? {};
    const serves =
      Object.keys(selector).length > 0 &&
      gateways.some(
        pod =>
          pod.metadata.namespace === namespace &&
          isSubset(selector, pod.metadata.labels ?? {}),
      );
    if (serves) {
      const managed = selector['gateway.networking.k8s.io/gateway-name'];
      found.set(`${namespace}/${name}`, {
        namespace,
        name: managed ?? name,
        kind: managed ? 'gateway-api' : 'istio',
        ...(managed ? {} : { selector }),
      });
    }
  }
  return [...found.keys()].sort().map(key => found.get(key)!);
}
