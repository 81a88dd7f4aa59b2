import { meantBy } from './spelling';
import { ClusterView } from '../snapshot/ClusterView';

/** A host that traffic can be sent to, of a Service or a ServiceEntry. */
export interface KnownHost {
  ports: { number: number; name: string; protocol: string }[];
  /** Labels of the workloads behind a ServiceEntry with a selector. */
  workloadLabels: Record<string, string>;
}

const CLUSTER_DOMAIN = 'svc.cluster.local';
const CLUSTER_NAME = /^(.+)\.(.+)\.svc\.cluster\.local$/;

/** A host with the domain of the cluster, if it is the name of a Service. */
export function toFullHost(namespace: string, host: string): string {
  return host.startsWith('*') || host.includes('.')
    ? host
    : `${host}.${namespace}.${CLUSTER_DOMAIN}`;
}

/** The Service that a host names, as Istio compares hosts of subsets. */
export function serviceOfHost(
  namespace: string,
  host: string,
): { namespace: string; name: string } {
  const [, name, ofNamespace] = CLUSTER_NAME.exec(host) ?? [];
  return name ? { namespace: ofNamespace, name } : { namespace, name: host };
}

/** Whether `exportTo` reaches every namespace. */
export function isExportedToAll(exportTo: readonly string[] = []): boolean {
  return exportTo.length === 0 || exportTo.includes('*');
}

/** The namespaces that `exportTo` reaches: `*`, or each by its name. */
export function exportScopes(
  exportTo: readonly string[] | undefined,
  namespace: string,
): string[] {
  return isExportedToAll(exportTo)
    ? ['*']
    : [...new Set(exportTo!.map(one => (one === '.' ? namespace : one)))];
}

function annotationScopes(text: string, namespace: string): string[] {
  return text === ''
    ? ['*']
    : text
        .split(',')
        .map(one => one.trim())
        .map(one => (one === '.' ? namespace : one));
}

/** The hosts of a cluster, with who may see them. */
export class HostRegistry {
  readonly #byScope = new Map<string, KnownHost>();
  /** Hosts that begin with `*`, without it, by who may see them. */
  readonly #wildcards = new Map<string, Map<string, KnownHost>>();

  add(scope: string, host: string, known: KnownHost): void {
    this.#byScope.set(`${scope}/${host}`, known);
    if (host.startsWith('*')) {
      const ofScope = this.#wildcards.get(scope) ?? new Map();
      ofScope.set(host.slice(1), known);
      this.#wildcards.set(scope, ofScope);
    }
  }

  /**
   * What a host leads to for an object of a namespace; undefined when nothing
   * has it. Istio looks with the `exportTo` of the object that names the host,
   * which is kept, so that findings are the same.
   */
  find(
    namespace: string,
    exportTo: readonly string[] | undefined,
    host: string,
  ): KnownHost | undefined {
    const full = toFullHost(namespace, host);
    const scopes =
      exportTo && exportTo.length > 0
        ? exportTo.map(one => (one === '.' ? namespace : one))
        : [namespace];
    for (const scope of ['*', ...scopes]) {
      const known = this.#byScope.get(`${scope}/${full}`);
      if (known) {
        return known;
      }
    }
    const name = host.startsWith('*') ? host.slice(1) : host;
    for (const scope of ['*', namespace]) {
      const known = this.#wildcard(scope, name);
      if (known) {
        return known;
      }
    }
    return undefined;
  }

  #wildcard(scope: string, name: string): KnownHost | undefined {
    const ofScope = this.#wildcards.get(scope);
    // Ends of the name are looked up, so that many wildcards cost nothing.
    for (let i = 0; ofScope && i <= name.length; i += 1) {
      const known = ofScope.get(name.slice(i));
      if (known) {
        return known;
      }
    }
    return undefined;
  }
}

function addServiceEntries(view: ClusterView, registry: HostRegistry): void {
  for (const { spec, namespace } of view.all('ServiceEntry')) {
    const known = {
      ports: (spec.ports ?? []).map((port: any) => ({
        number: port.number ?? 0,
        name: port.name ?? '',
        protocol: port.protocol ?? '',
      })),
      workloadLabels: spec.workloadSelector?.labels ?? {},
    };
    for (const host of spec.hosts ?? []) {
      const full = toFullHost(namespace, host);
      for (const scope of exportScopes(spec.exportTo, namespace)) {
        registry.add(scope, full, known);
      }
    }
  }
}

function addServices(view: ClusterView, registry: HostRegistry): void {
  for (const { spec, namespace, name, annotations } of view.all('Service')) {
    const known = {
      ports: (spec.ports ?? []).map((port: any) => ({
        number: port.port ?? 0,
        name: port.name ?? '',
        protocol: port.protocol ?? '',
      })),
      workloadLabels: {},
    };
    const exported = annotations['networking.istio.io/exportTo'] ?? '';
    for (const scope of annotationScopes(exported, namespace)) {
      registry.add(scope, toFullHost(namespace, name), known);
    }
  }
}

/** The host of a Service that somebody meant; undefined when none is near. */
export function hostMeantBy(
  view: ClusterView,
  namespace: string,
  host: string,
): string | undefined {
  const [, name, ofNamespace] = CLUSTER_NAME.exec(host) ?? [];
  if (name === undefined && host.includes('.')) {
    return undefined;
  }
  const services = view.byNamespace('Service').get(ofNamespace ?? namespace);
  const meant = meantBy(
    name ?? host,
    (services ?? []).map(one => one.name),
  );
  return meant && name ? `${meant}.${ofNamespace}.${CLUSTER_DOMAIN}` : meant;
}

/** The hosts of a cluster, made once for each state of its services. */
export function hostRegistryOf(view: ClusterView): HostRegistry {
  return view.index('hosts', ['ServiceEntry', 'Service'], () => {
    const registry = new HostRegistry();
    addServiceEntries(view, registry);
    addServices(view, registry);
    return registry;
  });
}
