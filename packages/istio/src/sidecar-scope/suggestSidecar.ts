import { sidecarOf } from '../policy/ask/sidecarScope';
import { byService, ledTo, ScopeHosts } from './ScopeHosts';
import { SidecarScopeInput, SidecarSuggestion } from './types';
import { undeclared } from './undeclared';

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
  const hosts = new ScopeHosts(input);
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
