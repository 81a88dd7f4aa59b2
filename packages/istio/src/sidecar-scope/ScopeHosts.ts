import { routesOf } from '../policy/meshRoutes';
import { fullHost, isVisibleIn } from '../policy/selection';
import { KubernetesObject } from '../resources';
import { SidecarScopeInput, SidecarSuggestion } from './types';

/** How `egress.hosts` names a Service. */
export function byService(
  { clusterDomain = 'cluster.local', namespace: own }: SidecarScopeInput,
  { namespace, name }: { namespace: string; name: string },
): string {
  return `${
    namespace === own ? '.' : namespace
  }/${name}.${namespace}.svc.${clusterDomain}`;
}

/** Hosts that a VirtualService leads calls for one of these hosts to. */
export function ledTo(
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
export class ScopeHosts {
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
