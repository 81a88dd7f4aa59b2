import { isSubset, isWaypoint } from '@meshport/istio';
import { StoredObject } from '../inventory';
import { EgressSources } from './EgressSources';
import {
  EgressUnit,
  emptyUnit,
  gatewayKeyOf,
  isExternal,
  isSeenFrom,
} from './EgressUnit';
import { legsOf, RouteLeg, serviceOf } from './routeLegs';

/** Kinds whose objects may bear the label. */
const LABELLED = [
  'Service',
  'Deployment',
  'ServiceEntry',
  'Sidecar',
  'DestinationRule',
  'Gateway',
  'KubernetesGateway',
  'AuthorizationPolicy',
  'PeerAuthentication',
  'Telemetry',
  'VirtualService',
  'HTTPRoute',
] as const;

class Units {
  readonly #units = new Map<string, EgressUnit>();

  at(key: string, ours = false): EgressUnit {
    const known = this.#units.get(key);
    if (known) {
      return known;
    }
    const [namespace, name] = key.split('/');
    const made = emptyUnit({ namespace, name }, ours);
    this.#units.set(key, made);
    return made;
  }

  sorted(): EgressUnit[] {
    return [...this.#units.keys()].sort().map(key => this.#units.get(key)!);
  }
}

/**
 * The egress gateways of a cluster, ours by their label, others' by what their
 * routes do: a Gateway from which a route leads to a host outside the mesh, and
 * to whose Service others lead. An ingress gateway that leads outside is none.
 */
export function findEgressUnits(sources: EgressSources): EgressUnit[] {
  const units = new Units();
  for (const kind of LABELLED) {
    for (const object of sources.list(kind)) {
      const key = gatewayKeyOf(object);
      if (key) {
        units.at(key, true).labelled.push(object);
      }
    }
  }
  addIstioGateways(units, sources);
  addKubernetesGateways(units, sources);
  addLeads(units, sources);
  return units.sorted().map(unit => completed(unit, sources));
}

function addIstioGateways(units: Units, sources: EgressSources) {
  const legs = sources.list('VirtualService').flatMap(legsOf);
  const services = sources.list('Service');
  const leads = legs.flatMap(leg => {
    const target = serviceOf(
      leg.host,
      leg.virtualService.metadata.namespace ?? '',
    );
    return target ? [{ leg, target }] : [];
  });
  for (const gateway of sources.list('Gateway')) {
    const { namespace = '', name } = gateway.metadata;
    const full = `${namespace}/${name}`;
    const onward = legs.filter(
      leg => leg.from === full && isOutside(leg, sources),
    );
    const own = gatewayKeyOf(gateway);
    const selector: Record<string, string> = gateway.spec?.selector ?? {};
    const led = leads.find(
      ({ leg, target }) =>
        onward.some(one => leg.from !== full && shareHost(one, leg)) &&
        services.some(
          service =>
            service.metadata.namespace === target.namespace &&
            service.metadata.name === target.name &&
            isSamePods(service.spec?.selector, selector),
        ),
    );
    const key =
      own ??
      (onward.length > 0 && led
        ? `${led.target.namespace}/${led.target.name}`
        : undefined);
    // What bears the label in another namespace is an ingress gateway's listener.
    if (key && (own === undefined || own.startsWith(`${namespace}/`))) {
      const unit = units.at(key, own !== undefined);
      unit.gateways.push(gateway);
      unit.onward.push(...onward);
    }
  }
}

/** Adds to each gateway the legs that lead to its Service. */
function addLeads(units: Units, sources: EgressSources) {
  const all = units.sorted();
  for (const leg of sources.list('VirtualService').flatMap(legsOf)) {
    const target = serviceOf(
      leg.host,
      leg.virtualService.metadata.namespace ?? '',
    );
    const unit =
      target &&
      all.find(
        one =>
          one.namespace === target.namespace &&
          serviceNameOf(one) === target.name,
      );
    unit?.leads.push(leg);
  }
}

/** istiod calls the Service of a Gateway of class `istio` NAME-istio. */
function serviceNameOf({ name, kubernetesGateway }: EgressUnit): string {
  return kubernetesGateway && !isWaypoint(kubernetesGateway)
    ? `${kubernetesGateway.metadata.name}-istio`
    : name;
}

function isOutside({ host }: RouteLeg, sources: EgressSources): boolean {
  if (!host.includes('.') || /\.svc(\.|$)/.test(host)) {
    return false;
  }
  const entry = sources
    .list('ServiceEntry')
    .find(one => ((one.spec?.hosts ?? []) as string[]).includes(host));
  return !entry || isExternal(entry);
}

/** Whether two legs are of the same call: by a host, or by the name it gets on the way. */
function shareHost(onward: RouteLeg, lead: RouteLeg): boolean {
  return (
    onward.virtualService === lead.virtualService ||
    lead.hosts.some(host => onward.hosts.includes(host)) ||
    lead.rewrittenTo === onward.host
  );
}

/** Whether a Service's and a Gateway's selector mean the same pods, as far as selectors tell. */
function isSamePods(
  service: Record<string, string> | undefined,
  gateway: Record<string, string>,
): boolean {
  const one = service ?? {};
  return (
    Object.keys(one).length > 0 &&
    Object.keys(gateway).length > 0 &&
    (isSubset(one, gateway) || isSubset(gateway, one))
  );
}

function addKubernetesGateways(units: Units, sources: EgressSources) {
  const entries = sources.list('ServiceEntry').filter(isExternal);
  const routes = sources.list('HTTPRoute');
  for (const gateway of sources.list('KubernetesGateway')) {
    const { namespace = '', name } = gateway.metadata;
    const key = `${namespace}/${name}`;
    const mine = routes.filter(route =>
      ((route.spec?.parentRefs ?? []) as any[]).some(
        parent =>
          parent.name === name &&
          (parent.namespace ?? route.metadata.namespace) === namespace &&
          (parent.kind ?? 'Gateway') === 'Gateway',
      ),
    );
    const outward = mine.filter(route =>
      ((route.spec?.rules ?? []) as any[]).some(rule =>
        (rule.backendRefs ?? []).some((one: any) => one.kind === 'Hostname'),
      ),
    );
    const bound = isWaypoint(gateway)
      ? entries.filter(entry => waypointOf(entry) === key)
      : [];
    const own = gatewayKeyOf(gateway);
    if (own || outward.length > 0 || bound.length > 0) {
      const unit = units.at(own ?? key, own !== undefined);
      unit.kubernetesGateway = gateway;
      unit.routes.push(...mine);
      unit.entries.push(...bound);
    }
  }
}

/** The waypoint that a ServiceEntry is bound to, as `NAMESPACE/NAME`. */
function waypointOf({ metadata }: StoredObject): string | undefined {
  const name = metadata.labels?.['istio.io/use-waypoint'];
  const namespace =
    metadata.labels?.['istio.io/use-waypoint-namespace'] ?? metadata.namespace;
  return name && name !== 'none' ? `${namespace}/${name}` : undefined;
}

/** Adds the Service, the entries and the rules. */
function completed(unit: EgressUnit, sources: EgressSources): EgressUnit {
  const hosts = new Set([
    ...unit.onward.map(({ host }) => host),
    ...unit.routes.flatMap(({ spec }) =>
      ((spec?.rules ?? []) as any[]).flatMap(rule =>
        (rule.backendRefs ?? [])
          .filter((one: any) => one.kind === 'Hostname')
          .map((one: any) => String(one.name)),
      ),
    ),
  ]);
  const isOwn = (object: StoredObject) =>
    gatewayKeyOf(object) === `${unit.namespace}/${unit.name}`;
  const entries = sources
    .list('ServiceEntry')
    .filter(
      entry =>
        isOwn(entry) ||
        (isExternal(entry) &&
          ((entry.spec?.hosts ?? []) as string[]).some(host =>
            hosts.has(host),
          ) &&
          isSeenFrom(entry, unit.namespace)),
    );
  const rules = sources.list('DestinationRule').filter(rule => {
    const host = String(rule.spec?.host ?? '').toLowerCase();
    const target = serviceOf(host, rule.metadata.namespace ?? '');
    return (
      isOwn(rule) ||
      (target?.namespace === unit.namespace && target.name === unit.name) ||
      (hosts.has(host) && isSeenFrom(rule, unit.namespace))
    );
  });
  return {
    ...unit,
    service: sources.get('Service', unit.namespace, serviceNameOf(unit)),
    entries: [...new Set([...unit.entries, ...entries])],
    rules,
  };
}
