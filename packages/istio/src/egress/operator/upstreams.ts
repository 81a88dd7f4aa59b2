import type { KubernetesObject } from '../../resources';
import type { EgressTls, EgressUpstream } from '../EgressUpstream';
import { withoutUndefined } from '../../input/InputReader';
import { exposureOf, IngressPlaces } from './exposures';

interface Place {
  name: string;
  namespace: string;
}

interface Route {
  match?: { gateways?: string[]; port?: number }[];
  route?: { destination?: { host?: string; port?: { number?: number } } }[];
}

function isOf(
  kind: string,
  { apiVersion, kind: other }: KubernetesObject,
): boolean {
  return (
    other === kind && String(apiVersion).startsWith('networking.istio.io/')
  );
}

function legsOf({ spec = {} }: KubernetesObject): Route[] {
  return [...(spec.http ?? []), ...(spec.tls ?? []), ...(spec.tcp ?? [])];
}

/** Whether a route's target is the gateway's Service, however short its name. */
function leadsTo(
  { route = [] }: Route,
  from: KubernetesObject,
  { name, namespace }: Place,
): boolean {
  return route.some(({ destination: { host = '' } = {} }) =>
    host.includes('.')
      ? host === `${name}.${namespace}` ||
        host.startsWith(`${name}.${namespace}.svc`)
      : host === name && from.metadata.namespace === namespace,
  );
}

/** The VirtualServices that lead calls to the gateway. */
function routesTo(
  place: Place,
  objects: readonly KubernetesObject[],
): KubernetesObject[] {
  return objects.filter(
    one =>
      isOf('VirtualService', one) &&
      legsOf(one).some(leg => leadsTo(leg, one, place)),
  );
}

/** Hosts of the VirtualServices that lead calls to the gateway. */
function hostsOf(
  place: Place,
  objects: readonly KubernetesObject[],
): Set<string> {
  const led = routesTo(place, objects);
  // Of a proxied name the upstream is what the last leg calls.
  return new Set(
    led.flatMap(one => [
      ...((one.spec?.hosts ?? []) as string[]),
      ...legsOf(one)
        .filter(leg => !leadsTo(leg, one, place))
        .flatMap(({ route = [] }) =>
          route.map(({ destination }) => destination?.host ?? ''),
        ),
    ]),
  );
}

/** Whether a leg of a VirtualService calls the host. */
function callsOnward(route: KubernetesObject, host: string): boolean {
  return legsOf(route).some(({ route: targets = [] }) =>
    targets.some(({ destination }) => destination?.host === host),
  );
}

function tlsOf(
  host: string,
  port: number,
  objects: readonly KubernetesObject[],
): { tls: EgressTls; port: number } | undefined {
  for (const rule of objects.filter(one => isOf('DestinationRule', one))) {
    if (rule.spec?.host !== host) {
      continue;
    }
    const policies = [
      rule.spec.trafficPolicy,
      ...(rule.spec.subsets ?? []).map((one: any) => one.trafficPolicy),
    ];
    for (const policy of policies) {
      const levels: any[] = policy?.portLevelSettings ?? [];
      const level = levels.find(one =>
        ['SIMPLE', 'MUTUAL'].includes(one.tls?.mode),
      );
      const tls = level?.tls ?? policy?.tls;
      if (['SIMPLE', 'MUTUAL'].includes(tls?.mode)) {
        return {
          tls: withoutUndefined<EgressTls>({
            mode: tls.mode === 'MUTUAL' ? 'MUTUAL' : undefined,
            sni: tls.sni === host ? undefined : tls.sni,
            credentialName: tls.credentialName,
            subjectAltNames: tls.subjectAltNames,
          }),
          port: level?.port?.number ?? port,
        };
      }
    }
  }
  return undefined;
}

function upstreamsOfEntry(
  entry: KubernetesObject,
  host: string,
  objects: readonly KubernetesObject[],
  leftOut: string[],
): EgressUpstream[] {
  const ports: any[] = entry.spec?.ports ?? [];
  const addresses: string[] = (entry.spec?.endpoints ?? [])
    .map((one: any) => one.address)
    .filter((one: unknown) => typeof one === 'string');
  const common = {
    host,
    addresses:
      entry.spec?.resolution === 'STATIC' && addresses.length > 0
        ? addresses
        : undefined,
  };
  const originated = tlsOf(host, 443, objects);
  if (originated) {
    const tlsPort =
      ports.find(one => ['HTTPS', 'TLS'].includes(String(one.protocol)))
        ?.number ??
      ports.find(one => one.targetPort)?.targetPort ??
      originated.port;
    if (ports.length > 1) {
      leftOut.push(
        `ServiceEntry ${entry.metadata.name}: clients call port 80 of ${host}, from where the gateway opens TLS to port ${tlsPort}; its other ports are not taken over.`,
      );
    }
    return [
      withoutUndefined<EgressUpstream>({
        ...common,
        protocol: 'TLS-ORIGINATION',
        port: tlsPort,
        tls:
          Object.keys(originated.tls).length > 0 ? originated.tls : undefined,
      }),
    ];
  }
  return ports.flatMap(({ number, protocol }) => {
    const spoken = String(protocol).toUpperCase();
    const known = {
      HTTP: 'HTTP',
      HTTP2: 'HTTP',
      GRPC: 'HTTP',
      TLS: 'TLS-PASSTHROUGH',
      HTTPS: 'TLS-PASSTHROUGH',
      TCP: 'TCP',
    }[spoken] as EgressUpstream['protocol'];
    if (!known) {
      leftOut.push(
        `ServiceEntry ${entry.metadata.name}: nothing is known to do with protocol ${spoken} of port ${number}.`,
      );
      return [];
    }
    return [
      withoutUndefined<EgressUpstream>({
        ...common,
        protocol: known,
        port: number,
      }),
    ];
  });
}

/** The upstreams that a gateway leads to, as objects beside the operator's say. */
export function operatorUpstreams(
  place: Place,
  objects: readonly KubernetesObject[],
  places: IngressPlaces,
  leftOut: string[],
): EgressUpstream[] {
  const hosts = hostsOf(place, objects);
  const routes = routesTo(place, objects);
  return objects
    .filter(one => isOf('ServiceEntry', one))
    .flatMap(entry =>
      ((entry.spec?.hosts ?? []) as string[])
        .filter(host => hosts.has(host))
        .flatMap(host => {
          const [first, ...others] = upstreamsOfEntry(
            entry,
            host,
            objects,
            leftOut,
          );
          const exposure = routes
            .filter(route => callsOnward(route, host))
            .map(route => exposureOf(route, host, objects, places, leftOut))
            .find(one => one !== undefined);
          return first
            ? [withoutUndefined({ ...first, exposure }), ...others]
            : [];
        }),
    );
}
