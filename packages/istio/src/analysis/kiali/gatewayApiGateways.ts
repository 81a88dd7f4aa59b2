import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { meantBy, spelledAs } from '../istio/spelling';

/** Gateways by a text that several must not share. */
function byKey(
  view: ClusterView,
  keysOf: (gateway: Resource) => string[],
): Map<string, Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const gateway of view.all('KubernetesGateway')) {
    for (const key of new Set(keysOf(gateway))) {
      found.set(key, [...(found.get(key) ?? []), gateway]);
    }
  }
  return found;
}

function tellShared(
  shared: ReadonlyMap<string, Resource[]>,
  code: string,
  field: string,
  report: Report,
): void {
  for (const [key, gateways] of shared) {
    for (const gateway of gateways.length > 1 ? gateways : []) {
      const others = gateways.filter(one => one !== gateway);
      report(code, gateway, {
        args: [...JSON.parse(key), others.map(one => one.fullName).sort()],
        path: ['spec', field],
      });
    }
  }
}

function listenersOf({ spec }: Resource): string[] {
  return (spec.listeners ?? []).map(({ hostname = '*', port = 0 }: any) =>
    JSON.stringify([hostname, port]),
  );
}

function addressesOf({ spec }: Resource): string[] {
  return (spec.addresses ?? []).map(({ value = '' }: any) =>
    JSON.stringify([value]),
  );
}

function checkUnique(gateway: Resource, report: Report): void {
  const listeners: any[] = gateway.spec.listeners ?? [];
  const tell = (keys: string[]) =>
    keys.forEach((key, i) => {
      if (keys.indexOf(key) < i) {
        report('KIA1503', gateway, {
          args: [key],
          path: ['spec', 'listeners', i],
        });
      }
    });
  tell(listeners.map(({ name = '' }) => `the name ${name}`));
  tell(
    listeners.map(
      ({ hostname = '*', port = 0, protocol = '' }) =>
        `host ${hostname}, port ${port} and protocol ${protocol}`,
    ),
  );
}

/** Gateways of the Gateway API that contradict each other or themselves. */
export const gatewayApiGatewaysAnalyzer: Analyzer = {
  name: 'kiali.GatewayApiGateways',
  description:
    'Looks for Gateways of the Gateway API with the same hosts, addresses or listeners, or with an unknown class.',
  codes: ['KIA1501', 'KIA1502', 'KIA1503', 'KIA1504'],
  reads: ['KubernetesGateway'],
  readsIfThere: ['GatewayClass'],
  analyze(view, report) {
    // Without a host it is the same for every Gateway, and means nothing.
    const named = (gateway: Resource) =>
      listenersOf(gateway).filter(key => !key.startsWith('["*"'));
    tellShared(byKey(view, named), 'KIA1501', 'listeners', report);
    tellShared(byKey(view, addressesOf), 'KIA1502', 'addresses', report);
    for (const gateway of view.all('KubernetesGateway')) {
      checkUnique(gateway, report);
      const { gatewayClassName = '' } = gateway.spec;
      if (
        view.missing('GatewayClass') === undefined &&
        !view.find('GatewayClass', '', gatewayClassName)
      ) {
        const path = ['spec', 'gatewayClassName'];
        const meant = meantBy(
          gatewayClassName,
          view.all('GatewayClass').map(one => one.name),
        );
        report('KIA1504', gateway, {
          args: [gatewayClassName],
          path,
          mend: spelledAs(gateway, path, gatewayClassName, meant),
        });
      }
    }
  },
};
