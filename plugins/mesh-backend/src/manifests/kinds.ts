import { InputError } from '@backstage/errors';

/** A kind of Kubernetes without its version. */
export interface GroupKind {
  /** API group; empty for Kubernetes' core group. */
  group: string;
  kind: string;
}

/** What the apply route takes when `mesh.apply.kinds` says nothing else. */
export const DEFAULT_APPLY_KINDS: readonly string[] = [
  'networking.istio.io/VirtualService',
  'networking.istio.io/DestinationRule',
  'networking.istio.io/Gateway',
  'networking.istio.io/ServiceEntry',
  'networking.istio.io/Sidecar',
  'networking.istio.io/WorkloadEntry',
  'networking.istio.io/WorkloadGroup',
  'security.istio.io/PeerAuthentication',
  'security.istio.io/AuthorizationPolicy',
  'security.istio.io/RequestAuthentication',
  'telemetry.istio.io/Telemetry',
  'gateway.networking.k8s.io/HTTPRoute',
  'gateway.networking.k8s.io/GRPCRoute',
  'gateway.networking.k8s.io/TLSRoute',
  'gateway.networking.k8s.io/TCPRoute',
];

/**
 * Groups that are refused whatever the configuration says, and why. The core
 * group is among them because nothing in it is mesh configuration and most of
 * it is a workload, a secret or an identity.
 */
const REFUSED_GROUPS: Record<string, string> = {
  '': 'core objects (Pods, Secrets, Services, ServiceAccounts and the like)',
  apps: 'workloads',
  batch: 'jobs',
  extensions: 'workloads',
  'rbac.authorization.k8s.io': 'access rights (RBAC)',
  'admissionregistration.k8s.io': 'webhooks and admission policies',
  'apiextensions.k8s.io': 'resource definitions (CRDs)',
  'apiregistration.k8s.io': 'API services',
  'authentication.k8s.io': 'authentication',
  'authorization.k8s.io': 'authorisation',
  'certificates.k8s.io': 'certificates',
  'coordination.k8s.io': 'leases',
  'discovery.k8s.io': 'endpoints',
  'events.k8s.io': 'events',
  'flowcontrol.apiserver.k8s.io': 'cluster-wide settings',
  'internal.apiserver.k8s.io': 'cluster-wide settings',
  'node.k8s.io': 'cluster-wide settings',
  'resource.k8s.io': 'hardware claims',
  'scheduling.k8s.io': 'cluster-wide settings',
  'storage.k8s.io': 'cluster-wide settings',
};

const REFUSED_KINDS: Record<string, string> = {
  'gateway.networking.k8s.io/GatewayClass': 'cluster-wide settings',
  'networking.k8s.io/IngressClass': 'cluster-wide settings',
  'networking.k8s.io/IPAddress': 'cluster-wide settings',
  'networking.k8s.io/ServiceCIDR': 'cluster-wide settings',
  'policy.networking.k8s.io/AdminNetworkPolicy': 'cluster-wide settings',
  'policy.networking.k8s.io/BaselineAdminNetworkPolicy':
    'cluster-wide settings',
};

const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
const GROUP = new RegExp(`^${LABEL}(\\.${LABEL})*$`);
const API_VERSION = new RegExp(
  `^(${LABEL}(\\.${LABEL})*/)?v[0-9]{1,3}((alpha|beta)[0-9]{1,3})?$`,
);
const KIND = /^[A-Z][A-Za-z0-9]{0,62}$/;

/** `networking.istio.io/Gateway`; `core/Pod` for the core group. */
export function formatGroupKind({ group, kind }: GroupKind): string {
  return `${group || 'core'}/${kind}`;
}

/**
 * Splits `group/version` of an object and adds its kind.
 *
 * Throws `InputError` when either is not shaped like one of Kubernetes, because
 * both become parts of a path on the API server.
 */
export function groupKindOf(
  apiVersion: unknown,
  kind: unknown,
): GroupKind & { version: string } {
  if (typeof apiVersion !== 'string' || !API_VERSION.test(apiVersion)) {
    throw new InputError(
      'apiVersion: write the group and version of the object, e.g. networking.istio.io/v1',
    );
  }
  if (typeof kind !== 'string' || !KIND.test(kind)) {
    throw new InputError('kind: write the kind of the object, e.g. Gateway');
  }
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
  };
}

/** Why a kind is never applied from YAML, in words; undefined when configuration decides. */
export function alwaysRefused(groupKind: GroupKind): string | undefined {
  return (
    REFUSED_GROUPS[groupKind.group] ?? REFUSED_KINDS[formatGroupKind(groupKind)]
  );
}

/** The kinds that may be applied from YAML. */
export class AllowedKinds {
  readonly #allowed: ReadonlySet<string>;

  /**
   * Throws for an entry that is not `group/Kind` or that names a kind which is
   * always refused, so that a wrong configuration stops the start and does not
   * wait for its first use.
   */
  constructor(entries: readonly string[] = DEFAULT_APPLY_KINDS) {
    for (const entry of entries) {
      const [group, kind, ...rest] = entry.split('/');
      if (!kind || rest.length || !KIND.test(kind) || !GROUP.test(group)) {
        throw new InputError(
          `mesh.apply.kinds: '${entry}' is not of the form group/Kind, e.g. networking.istio.io/VirtualService; name every kind, wildcards and versions are not understood`,
        );
      }
      const why = alwaysRefused({ group: group === 'core' ? '' : group, kind });
      if (why) {
        throw new InputError(
          `mesh.apply.kinds: '${entry}' can never be applied from YAML (${why}); take it out of the list`,
        );
      }
    }
    this.#allowed = new Set(entries);
  }

  /** Throws `InputError` that says why the kind is refused and what may be applied. */
  check(groupKind: GroupKind): void {
    const name = formatGroupKind(groupKind);
    const why = alwaysRefused(groupKind);
    if (why) {
      throw new InputError(
        `kind: ${name} is never applied from YAML (${why}); take the document out`,
      );
    }
    if (!this.#allowed.has(name)) {
      throw new InputError(
        `kind: ${name} is not on the list of kinds that may be applied; an administrator can add it to mesh.apply.kinds`,
      );
    }
  }
}
