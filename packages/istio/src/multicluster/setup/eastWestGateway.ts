import { KubernetesObject, toYamlText } from '../../resources';
import {
  IstiodExposure,
  SetupFile,
  SetupInstaller,
  SetupPrimary,
  withRevision,
} from './SetupInput';

/** Istio's usual name of the gateway, and the label by which Gateway objects find it. */
export const EAST_WEST_GATEWAY = 'istio-eastwestgateway';
/** Name of a gateway that is for istiod alone, where none is given. */
export const ISTIOD_GATEWAY = 'istio-istiodgateway';

const STATUS = { name: 'status-port', port: 15021, targetPort: 15021 };
const SERVICES = { name: 'tls', port: 15443, targetPort: 15443 };
const ISTIOD = [
  { name: 'tls-istiod', port: 15012, targetPort: 15012 },
  { name: 'tls-webhook', port: 15017, targetPort: 15017 },
];

/** A gateway that lets others in. */
export interface SetupGateway {
  name: string;
  /** What calls it lets in. */
  services: boolean;
  istiod: boolean;
}

/**
 * The gateways that a cluster needs: one for calls of other networks, and one
 * for istiod, which may be the same.
 *
 * @public
 */
export function gatewaysFor(
  exposure: IstiodExposure,
  networksDiffer: boolean,
  dedicatedName: string = ISTIOD_GATEWAY,
): SetupGateway[] {
  const shared = exposure === 'sharedGateway';
  return [
    ...(networksDiffer || shared
      ? [{ name: EAST_WEST_GATEWAY, services: networksDiffer, istiod: shared }]
      : []),
    ...(exposure === 'dedicatedGateway'
      ? [{ name: dedicatedName, services: false, istiod: true }]
      : []),
  ];
}

/** Label of a gateway's pods, which Gateway objects select by. */
function selectorOf({ name }: SetupGateway): string {
  return name.replace(/^istio-/, '');
}

function portsOf({ services, istiod }: SetupGateway) {
  return [STATUS, ...(services ? [SERVICES] : []), ...(istiod ? ISTIOD : [])];
}

/**
 * The file that installs a gateway.
 *
 * @public
 */
export function gatewayFile(
  gateway: SetupGateway,
  cluster: Pick<SetupPrimary, 'name' | 'namespace' | 'network' | 'revision'>,
  installer: SetupInstaller,
): SetupFile {
  const { namespace, network, revision } = cluster;
  const labels = { istio: selectorOf(gateway), app: gateway.name };
  const path = `${cluster.name}/${gateway.name}.yaml`;
  if (installer === 'helm') {
    return {
      path,
      cluster: cluster.name,
      use: `helm upgrade --install ${gateway.name} istio/gateway -n ${namespace} -f ${path}`,
      content: toYamlText({
        name: gateway.name,
        ...(revision ? { revision } : {}),
        labels: {
          ...labels,
          ...(gateway.services ? { 'topology.istio.io/network': network } : {}),
        },
        ...(gateway.services
          ? { env: { ISTIO_META_REQUESTED_NETWORK_VIEW: network } }
          : {}),
        service: { type: 'LoadBalancer', ports: portsOf(gateway) },
      }),
    };
  }
  return {
    path,
    cluster: cluster.name,
    use: `istioctl install -f ${path}`,
    content: toYamlText({
      apiVersion: 'install.istio.io/v1alpha1',
      kind: 'IstioOperator',
      metadata: { name: gateway.name, namespace },
      spec: {
        profile: 'empty',
        ...(revision ? { revision } : {}),
        components: {
          ingressGateways: [
            {
              name: gateway.name,
              namespace,
              enabled: true,
              label: {
                ...labels,
                ...(gateway.services
                  ? { 'topology.istio.io/network': network }
                  : {}),
              },
              k8s: {
                ...(gateway.services
                  ? {
                      env: [
                        {
                          name: 'ISTIO_META_REQUESTED_NETWORK_VIEW',
                          value: network,
                        },
                      ],
                    }
                  : {}),
                service: { ports: portsOf(gateway) },
              },
            },
          ],
        },
        values: {
          gateways: {
            'istio-ingressgateway': { injectionTemplate: 'gateway' },
          },
          ...(network ? { global: { network } } : {}),
        },
      },
    }),
  };
}

/**
 * A Service with an address of its own for istiod, with nothing but the two
 * ports that speak TLS: istiod's own Service has one without (15010), and the
 * chart cannot make it a load balancer.
 *
 * @public
 */
export function istiodService({
  namespace,
  revision,
}: Pick<SetupPrimary, 'namespace' | 'revision'>): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: withRevision('istiod-external', revision), namespace },
    spec: {
      type: 'LoadBalancer',
      selector: { app: 'istiod', 'istio.io/rev': revision || 'default' },
      ports: ISTIOD.map(port => ({ ...port, protocol: 'TCP' })),
    },
  };
}

/**
 * The objects that open a gateway: for calls of other networks with mutual TLS
 * between the workloads themselves, for istiod with its own TLS.
 *
 * @public
 */
export function gatewayObjects(
  gateway: SetupGateway,
  primary: Pick<SetupPrimary, 'namespace' | 'revision'>,
): KubernetesObject[] {
  const { namespace, revision } = primary;
  const selector = { istio: selectorOf(gateway) };
  const istiod = `${withRevision(
    'istiod',
    revision,
  )}.${namespace}.svc.cluster.local`;
  const name = withRevision('istiod-gateway', revision);
  return [
    ...(gateway.services
      ? [
          {
            apiVersion: 'networking.istio.io/v1',
            kind: 'Gateway',
            metadata: { name: 'cross-network-gateway', namespace },
            spec: {
              selector,
              servers: [
                {
                  port: { number: 15443, name: 'tls', protocol: 'TLS' },
                  tls: { mode: 'AUTO_PASSTHROUGH' },
                  hosts: ['*.local'],
                },
              ],
            },
          },
        ]
      : []),
    ...(gateway.istiod
      ? [
          {
            apiVersion: 'networking.istio.io/v1',
            kind: 'Gateway',
            metadata: { name, namespace },
            spec: {
              selector,
              servers: ISTIOD.map(({ name: port, port: number }) => ({
                port: { name: port, number, protocol: 'TLS' },
                tls: { mode: 'PASSTHROUGH' },
                hosts: ['*'],
              })),
            },
          },
          {
            apiVersion: 'networking.istio.io/v1',
            kind: 'VirtualService',
            metadata: { name: withRevision('istiod-vs', revision), namespace },
            spec: {
              hosts: ['*'],
              gateways: [name],
              tls: [
                [15012, 15012],
                // The webhook's port of the Service.
                [15017, 443],
              ].map(([port, number]) => ({
                match: [{ port, sniHosts: ['*'] }],
                route: [{ destination: { host: istiod, port: { number } } }],
              })),
            },
          },
        ]
      : []),
  ] as KubernetesObject[];
}
