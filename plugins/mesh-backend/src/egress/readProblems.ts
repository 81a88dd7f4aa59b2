import { EgressProblem } from '@meshport/backstage-plugin-mesh-common';
import { isSubset } from '@meshport/istio';
import { StoredObject } from '../inventory';
import { EgressSources } from './EgressSources';
import { EgressUnit, isSeenFrom } from './EgressUnit';
import { admissionOf, clientNamespacesOf } from './readAdmission';
import { RouteLeg } from './routeLegs';
import { hopOf, patternOf } from './readWorkload';

/** A problem whose object is not put into words of a cluster yet. */
export type FoundProblem = Omit<EgressProblem, 'object'> & {
  object?: StoredObject;
  /** Namespaces that the message names besides the object's. */
  names?: string[];
};

/** Kinds without which nothing can be said of how a gateway fits together. */
const NEEDED = ['Gateway', 'Service', 'ServiceEntry', 'VirtualService'];

/** What of a gateway does not fit together, the worst first. */
export function problemsOf(
  unit: EgressUnit,
  sources: EgressSources,
): FoundProblem[] {
  const missing = [...NEEDED, 'DestinationRule'].filter(kind =>
    sources.unreadable.has(kind),
  );
  if (missing.length > 0) {
    return [
      {
        severity: 'info',
        message: `Whether its parts fit together is not known: ${missing.join(
          ', ',
        )} could not be read.`,
      },
    ];
  }
  // What is routed by the Gateway API is judged by findings.
  const found =
    unit.kubernetesGateway || patternOf(unit, sources) === 'sidecar-direct'
      ? []
      : [
          ...onwardProblems(unit),
          ...leadProblems(unit),
          ...claimProblems(unit, sources),
          ...identityProblems(unit, sources),
        ];
  const distinct = new Map(found.map(one => [one.message, one]));
  const rank = { error: 0, warning: 1, info: 2 };
  return [...distinct.values()].sort(
    (a, b) => rank[a.severity] - rank[b.severity],
  );
}

function onwardProblems(unit: EgressUnit): FoundProblem[] {
  return unit.onward.flatMap((leg): FoundProblem[] => {
    const entries = unit.entries.filter(({ spec }) =>
      ((spec?.hosts ?? []) as string[]).includes(leg.host),
    );
    if (entries.length === 0) {
      return [
        {
          severity: 'error',
          message: `The route leads from the gateway to ${leg.host}, which no ServiceEntry that the gateway sees declares: calls end with 503.`,
          mend: `Add a ServiceEntry for ${leg.host} that is exported to ${unit.namespace}.`,
          object: leg.virtualService,
        },
      ];
    }
    const ports = entries.flatMap(({ spec }) =>
      ((spec?.ports ?? []) as { number: number }[]).map(one => one.number),
    );
    return leg.port === undefined || ports.includes(leg.port)
      ? []
      : [
          {
            severity: 'error',
            message: `The route leads from the gateway to port ${leg.port} of ${
              leg.host
            }, whose ServiceEntry has ${ports.join(', ')} only.`,
            mend: `Name one of these ports at ${leg.path}, or add the port to the ServiceEntry.`,
            object: leg.virtualService,
          },
        ];
  });
}

function leadProblems(unit: EgressUnit): FoundProblem[] {
  const problems: FoundProblem[] = [];
  const ports = ((unit.service?.spec?.ports ?? []) as { port: number }[]).map(
    one => one.port,
  );
  for (const leg of unit.leads) {
    if (!unit.service) {
      problems.push({
        severity: 'error',
        message: `Calls are led to Service ${unit.namespace}/${unit.name}, which is not there.`,
        mend: 'Make the Service again, or remove the route.',
        object: leg.virtualService,
      });
    } else if (leg.port !== undefined && !ports.includes(leg.port)) {
      problems.push({
        severity: 'error',
        message: `Calls are led to port ${leg.port} of Service ${
          unit.namespace
        }/${unit.name}, which has ${ports.join(', ') || 'none'} only.`,
        mend: `Name one of its ports at ${leg.path}.`,
        object: leg.virtualService,
      });
    }
    if (leg.subset && !hasSubset(unit, leg)) {
      problems.push({
        severity: 'error',
        message: `Calls are led to subset ${leg.subset} of the gateway, which no DestinationRule has: they end with 503.`,
        mend: `Add the subset to the DestinationRule for ${leg.host}.`,
        object: leg.virtualService,
      });
    }
  }
  if (unit.onward.length > 0 && unit.leads.length === 0) {
    problems.push({
      severity: 'warning',
      message: 'No route leads calls of the mesh to this gateway.',
      mend: 'Add a leg for the gateway mesh to its VirtualService, or remove the gateway.',
      object: unit.onward[0].virtualService,
    });
  }
  if (unit.onward.length === 0) {
    const [first] = unit.gateways;
    problems.push({
      severity: 'warning',
      message: 'No route leads from this gateway to a host outside the mesh.',
      mend: 'Apply the gateway again, or remove what is left of it.',
      ...(first ? { object: first } : {}),
    });
  }
  return problems;
}

function hasSubset({ rules }: EgressUnit, { host, subset }: RouteLeg): boolean {
  return rules.some(
    ({ spec }) =>
      String(spec?.host).toLowerCase() === host &&
      ((spec?.subsets ?? []) as { name: string }[]).some(
        one => one.name === subset,
      ),
  );
}

/** A host and port of the same pods that two Gateways claim: Istio heeds the older one. */
function claimProblems(
  unit: EgressUnit,
  sources: EgressSources,
): FoundProblem[] {
  const others = sources
    .list('Gateway')
    .filter(one => !unit.gateways.includes(one));
  return unit.gateways.flatMap(gateway =>
    listenersOf(gateway).flatMap(({ host, port }): FoundProblem[] => {
      const rival = others.find(
        other =>
          isSubset(other.spec?.selector ?? {}, gateway.spec?.selector ?? {}) &&
          // A selector of all pods is an ingress for the whole mesh; it claims nothing here by chance.
          Object.keys(other.spec?.selector ?? {}).length > 0 &&
          listenersOf(other).some(
            one => one.port === port && (one.host === host || one.host === '*'),
          ),
      );
      return rival
        ? [
            {
              severity: 'error',
              message: `Gateway ${rival.metadata.namespace}/${rival.metadata.name} claims ${host} on port ${port} of the same pods: Istio heeds the older one.`,
              mend: 'Take the host out of one of them.',
              object: rival,
            },
          ]
        : [];
    }),
  );
}

function listenersOf({ spec }: StoredObject): { host: string; port: number }[] {
  return ((spec?.servers ?? []) as any[]).flatMap(server =>
    ((server.hosts ?? []) as string[]).map(host => ({
      host: host.slice(host.indexOf('/') + 1),
      port: server.port?.number,
    })),
  );
}

/** Callers can be told apart only when they show certificates. */
function identityProblems(
  unit: EgressUnit,
  sources: EgressSources,
): FoundProblem[] {
  const problems: FoundProblem[] = [];
  const hop = hopOf(unit);
  if (admissionOf(unit, sources).mode === 'named' && hop !== 'mutual') {
    problems.push({
      severity: 'error',
      message:
        'It admits named callers, but its listeners ask for no certificate of the mesh: nobody is recognised, and all are refused.',
      mend: 'Set tls.mode ISTIO_MUTUAL at its servers.',
      ...(unit.gateways[0] ? { object: unit.gateways[0] } : {}),
    });
  }
  if (hop === 'mutual' && unit.leads.some(({ from }) => from === 'mesh')) {
    for (const namespace of clientNamespacesOf(unit)) {
      const seen = unit.rules.filter(
        rule =>
          serviceHost(rule, unit) &&
          (namespace === '*' || isSeenFrom(rule, namespace)),
      );
      if (!seen.some(opensMutualTls)) {
        problems.push({
          severity: 'error',
          message: `Its listeners ask for certificates of the mesh, but no DestinationRule that ${
            namespace === '*' ? 'its callers see' : `${namespace} sees`
          } makes callers show one: their calls fail.`,
          mend: `Export a DestinationRule with tls.mode ISTIO_MUTUAL for the gateway's host to its callers.`,
          names: [namespace],
          ...(seen[0] ? { object: seen[0] } : {}),
        });
      }
    }
  }
  return problems;
}

function serviceHost({ spec }: StoredObject, unit: EgressUnit): boolean {
  return new RegExp(`^${unit.name}(\\.${unit.namespace}\\.svc(\\..*)?)?$`).test(
    String(spec?.host ?? ''),
  );
}

function opensMutualTls({ spec }: StoredObject): boolean {
  return JSON.stringify(spec ?? {}).includes('"ISTIO_MUTUAL"');
}
