import { sidecarOf } from '../policy/ask/sidecarScope';
import { routesOf } from '../policy/meshRoutes';
import { fullHost, isSubset, isVisibleIn } from '../policy/selection';
import { KubernetesObject, referenceTo, ResourceReference } from '../resources';

/**
 * Something that the catalog says a component calls.
 *
 * @public
 */
export interface DeclaredDependency {
  /** The entity, as the catalog names it. */
  entity: string;
  /** The words of the relation, e.g. `consumes API ratings`. */
  relation: string;
  /** Its Services in this cluster. */
  services: readonly { namespace: string; name: string }[];
}

/**
 * What a suggestion is made from: one component in one namespace of a cluster.
 *
 * @public
 */
export interface SidecarScopeInput {
  /** Name of the component, which names the Sidecar. */
  component: string;
  namespace: string;
  /** Labels that its workloads have and no others; absent where there are none such. */
  selector?: Record<string, string>;
  /** Its pods, and its machines with the labels of their workloads. */
  workloads: readonly KubernetesObject[];
  dependencies: readonly DeclaredDependency[];
  services: readonly KubernetesObject[];
  virtualServices: readonly KubernetesObject[];
  serviceEntries: readonly KubernetesObject[];
  authorizationPolicies: readonly KubernetesObject[];
  sidecars: readonly KubernetesObject[];
  /** Objects that were made for this component, e.g. by its egress gateway. */
  isOwn(object: KubernetesObject): boolean;
  rootNamespace: string;
  /** Of MeshConfig. */
  outboundTrafficPolicy?: string;
  /** Default `cluster.local`. */
  clusterDomain?: string;
}

/**
 * A Sidecar for a component, and why it is as it is.
 *
 * @public
 */
export interface SidecarSuggestion {
  sidecar: KubernetesObject;
  /** Each entry of `egress.hosts` and why it is there. */
  hosts: { host: string; why: string }[];
  /** What it calls, or may call, that nothing declares: it would not be known any more. */
  undeclared: {
    host: string;
    object: ResourceReference;
    why: string;
  }[];
  /** Sentences. */
  warnings: string[];
}

function byService(
  { clusterDomain = 'cluster.local', namespace: own }: SidecarScopeInput,
  { namespace, name }: { namespace: string; name: string },
): string {
  return `${
    namespace === own ? '.' : namespace
  }/${name}.${namespace}.svc.${clusterDomain}`;
}

/** Hosts that a VirtualService leads calls for one of these hosts to. */
function ledTo(
  {
    virtualServices,
    namespace,
    clusterDomain = 'cluster.local',
  }: SidecarScopeInput,
  hosts: ReadonlySet<string>,
): { host: string; by: KubernetesObject }[] {
  return virtualServices
    .filter(
      one =>
        isVisibleIn(one, namespace) &&
        (one.spec?.hosts ?? []).some((host: string) =>
          hosts.has(
            fullHost(host, one.metadata.namespace ?? '', clusterDomain),
          ),
        ),
    )
    .flatMap(by =>
      routesOf(by)
        .flatMap(({ route = [] }) => route)
        .map(({ destination }) => ({
          by,
          host: fullHost(
            destination.host,
            by.metadata.namespace ?? '',
            clusterDomain,
          ),
        })),
    );
}

/** Where a host is known from: the namespace of its Service or ServiceEntry. */
function homeOf(input: SidecarScopeInput, host: string): string | undefined {
  const { clusterDomain = 'cluster.local', services, serviceEntries } = input;
  const service = services.find(
    ({ metadata }) =>
      `${metadata.name}.${metadata.namespace}.svc.${clusterDomain}` === host,
  );
  const entry = serviceEntries.find(
    one =>
      isVisibleIn(one, input.namespace) &&
      (one.spec?.hosts ?? []).includes(host),
  );
  return (service ?? entry)?.metadata.namespace;
}

/** Collects the hosts of a suggestion, each once, with the first reason. */
class Hosts {
  readonly #found = new Map<string, string>();

  constructor(private readonly input: SidecarScopeInput) {}

  add(entry: string, why: string): void {
    if (!this.#found.has(entry)) {
      this.#found.set(entry, why);
    }
  }

  /** A host wherever it is known from. */
  addHost(host: string, why: string): void {
    const home = homeOf(this.input, host);
    if (home !== undefined) {
      this.add(`${home === this.input.namespace ? '.' : home}/${host}`, why);
    }
  }

  get list(): SidecarSuggestion['hosts'] {
    return [...this.#found].map(([host, why]) => ({ host, why }));
  }

  /** Whether a host is among them. */
  has(host: string): boolean {
    return [...this.#found.keys()].some(entry => entry.split('/')[1] === host);
  }

  get plain(): Set<string> {
    return new Set([...this.#found.keys()].map(entry => entry.split('/')[1]));
  }
}

/** Whether a policy's rule lets this component in by name: then it most likely calls. */
function namesCaller(
  policy: KubernetesObject,
  input: SidecarScopeInput,
): boolean {
  const accounts = new Set(
    input.workloads.map(
      ({ spec }) =>
        spec?.serviceAccountName || spec?.serviceAccount || 'default',
    ),
  );
  const sources: any[] = (policy.spec?.rules ?? [])
    .flatMap(({ from = [] }: any) => from)
    .map(({ source }: any) => source ?? {});
  return sources.some(
    ({ principals = [], serviceAccounts = [] }) =>
      principals.some((one: string) =>
        [...accounts].some(account =>
          one.endsWith(`/ns/${input.namespace}/sa/${account}`),
        ),
      ) ||
      serviceAccounts.some((one: string) =>
        [...accounts].some(
          account =>
            one === `${input.namespace}/${account}` ||
            (one === account && policy.metadata.namespace === input.namespace),
        ),
      ),
  );
}

function undeclared(
  input: SidecarScopeInput,
  hosts: Hosts,
): SidecarSuggestion['undeclared'] {
  const { clusterDomain = 'cluster.local', namespace } = input;
  const entries = input.serviceEntries
    .filter(
      one =>
        isVisibleIn(one, namespace) &&
        (one.metadata.namespace === namespace ||
          (one.spec?.exportTo ?? []).includes(namespace)),
    )
    .flatMap(object =>
      (object.spec?.hosts ?? []).map((host: string) => ({
        host,
        object: referenceTo(object),
        why: `ServiceEntry ${object.metadata.namespace}/${object.metadata.name} is there for this namespace.`,
      })),
    );
  const routed = input.virtualServices
    .filter(
      one =>
        isVisibleIn(one, namespace) &&
        routesOf(one).some(({ match = [] }) =>
          match.some(
            ({ sourceNamespace, sourceLabels }) =>
              (sourceLabels !== undefined || sourceNamespace === namespace) &&
              (sourceNamespace ?? namespace) === namespace &&
              input.workloads.some(({ metadata }) =>
                isSubset(sourceLabels ?? {}, metadata.labels ?? {}),
              ),
          ),
        ),
    )
    .flatMap(object =>
      (object.spec?.hosts ?? []).map((host: string) => ({
        host: fullHost(host, object.metadata.namespace ?? '', clusterDomain),
        object: referenceTo(object),
        why: `VirtualService ${object.metadata.namespace}/${object.metadata.name} has a route for calls of this component.`,
      })),
    );
  const admitted = input.authorizationPolicies
    .filter(
      one =>
        (one.spec?.action ?? 'ALLOW') === 'ALLOW' && namesCaller(one, input),
    )
    .flatMap(policy =>
      input.services
        .filter(({ metadata, spec }) => {
          const selector = policy.spec?.selector?.matchLabels ?? {};
          return (
            metadata.namespace === policy.metadata.namespace &&
            Object.keys(selector).length > 0 &&
            isSubset(selector, spec?.selector ?? {})
          );
        })
        .map(({ metadata }) => ({
          host: `${metadata.name}.${metadata.namespace}.svc.${clusterDomain}`,
          object: referenceTo(policy),
          why: `AuthorizationPolicy ${policy.metadata.namespace}/${policy.metadata.name} lets this component call it.`,
        })),
    );
  const found = new Map(
    [...entries, ...routed, ...admitted]
      .filter(({ host }) => !hosts.has(host))
      .map(one => [one.host, one]),
  );
  return [...found.values()];
}

/**
 * A Sidecar that lets a component's proxies know what the catalog declares that
 * it calls, and nothing else but the mesh's own namespace: declared Services,
 * what routes lead their calls to, and hosts outside that were opened for it.
 *
 * Where the mesh passes unknown hosts on, what is left out is still reached, as
 * if there were no mesh: without mutual TLS, routes and telemetry. Where it lets
 * out only what it knows, calls fail.
 *
 * @public
 */
export function suggestSidecar(input: SidecarScopeInput): SidecarSuggestion {
  const { component, namespace, rootNamespace, selector } = input;
  const hosts = new Hosts(input);
  const warnings: string[] = [];
  for (const { entity, relation, services } of input.dependencies) {
    for (const service of services) {
      hosts.add(byService(input, service), `The catalog says: ${relation}.`);
    }
    if (services.length === 0) {
      warnings.push(
        `${entity} is declared (${relation}), and has no Service in this cluster.`,
      );
    }
  }
  for (const entry of input.serviceEntries.filter(input.isOwn)) {
    for (const host of entry.spec?.hosts ?? []) {
      hosts.addHost(
        host,
        `ServiceEntry ${entry.metadata.namespace}/${entry.metadata.name} was made for this component.`,
      );
    }
  }
  for (const { host, by } of ledTo(input, hosts.plain)) {
    hosts.addHost(
      host,
      `VirtualService ${by.metadata.namespace}/${by.metadata.name} leads calls there.`,
    );
  }
  const missing = undeclared(input, hosts);
  hosts.add(
    `${rootNamespace}/*`,
    'The mesh’s own namespace, as Istio advises: its gateways and settings.',
  );
  // A component's name may hold what an object's may not.
  const name = component.toLowerCase().replace(/[^a-z0-9.-]/g, '-');
  return {
    sidecar: {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Sidecar',
      metadata: { name, namespace },
      spec: {
        ...(selector ? { workloadSelector: { labels: selector } } : {}),
        egress: [{ hosts: hosts.list.map(({ host }) => host).sort() }],
      },
    },
    hosts: hosts.list,
    undeclared: missing,
    warnings: [
      ...warnings,
      ...consequences(input, missing.length),
      ...standing(input, name),
    ],
  };
}

function consequences(
  { selector, outboundTrafficPolicy, namespace }: SidecarScopeInput,
  missing: number,
): string[] {
  const passes = outboundTrafficPolicy !== 'REGISTRY_ONLY';
  return [
    ...(missing > 0
      ? [
          passes
            ? `What is not declared is still reached, but past the mesh: without mutual TLS, which a STRICT workload refuses, and without routes. Declare it in the catalog first.`
            : `What is not declared is not reached any more: this mesh lets out only what proxies know. Declare it in the catalog first.`,
        ]
      : []),
    ...(selector
      ? []
      : [
          `No label tells its workloads from others in ${namespace}, so that this Sidecar is for the whole namespace. Give them a label of their own first.`,
        ]),
  ];
}

/** Sidecars that hold for it already. */
function standing(
  { sidecars, workloads, rootNamespace, namespace }: SidecarScopeInput,
  name: string,
): string[] {
  const found = new Set(
    workloads.flatMap(
      workload =>
        sidecarOf(
          {
            sidecars,
            controlPlaneNamespace: rootNamespace,
          } as unknown as Parameters<typeof sidecarOf>[0],
          workload,
        ) ?? [],
    ),
  );
  return [...found]
    .filter(
      ({ metadata }) =>
        metadata.name !== name || metadata.namespace !== namespace,
    )
    .map(({ metadata, spec }) => {
      const where = `${metadata.namespace}/${metadata.name}`;
      return spec?.workloadSelector
        ? `Sidecar ${where} selects these workloads already; of two for the same workload the older one counts. Change that one instead.`
        : `Sidecar ${where} holds for them now; this one takes its place for these workloads, and adds nothing of it.`;
    });
}
