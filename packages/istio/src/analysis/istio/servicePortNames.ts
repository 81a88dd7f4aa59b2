import { Analyzer } from '../engine/Analyzer';
import { isControlPlane } from './inMesh';
import { protocolOfPort } from './protocols';

const MANAGED = 'gateway.istio.io/managed';
/** Makers of Services for gateways, whose names no user chose. */
const MAKERS = [
  'istio.io-gateway-controller',
  'istio.io-mesh-controller',
  'istio.io-eastwest-controller',
];

/** Ports of Services of which nobody knows what they speak. */
export const servicePortNamesAnalyzer: Analyzer = {
  name: 'service.PortNameAnalyzer',
  description: 'Looks for ports of Services whose protocol is not said.',
  codes: ['IST0118', 'IST0150'],
  reads: ['Service'],
  analyze(view, report) {
    const services = view
      .all('Service')
      .filter(
        one => !isControlPlane(one) && !MAKERS.includes(one.labels[MANAGED]),
      );
    for (const service of services) {
      const isExternal = service.spec.type === 'ExternalName';
      (service.spec.ports ?? []).forEach((port: any, i: number) => {
        const isPlainTcp = isExternal && port.name === 'tcp';
        if (protocolOfPort(port) !== undefined && !isPlainTcp) {
          return;
        }
        const at = {
          path: ['spec', 'ports', i, 'name'],
          linePath: ['spec', 'ports', i, 'port'],
        };
        if (isExternal) {
          report('IST0150', service, at);
        } else {
          report('IST0118', service, {
            ...at,
            args: [
              port.name ?? '',
              port.port ?? 0,
              String(port.targetPort ?? 0),
            ],
          });
        }
      });
    }
  },
};
