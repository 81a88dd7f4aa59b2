import { join } from 'node:path';
import { ownCertificate } from '../../machine/certificate';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { CleanUp } from '../../support/programs';
import {
  Caller,
  callerObjects,
  callerProgram,
  CallerProgram,
  CONTROL,
} from '../egress/Callers';
import { Pair } from '../egress/certificates';
import { Mesh } from '../equipment';
import { Kubectl } from '../Kubectl';
import { Machine } from '../Machine';
import { Proxy } from './Proxy';

export const NAMESPACE = 'calls';
const PODS = ['alpha', 'beta'];
const MACHINE = 'gamma';
const ADMIN = 'http://127.0.0.1:15000';

/** The caller on a virtual machine, asked from within. */
class MachineCaller extends CallerProgram {
  constructor(private readonly machine: Machine) {
    super();
  }

  protected async ask(verb: string, body: unknown): Promise<any> {
    const { stdout } = await this.machine.exec(
      ...['curl', '-sS', '-m', '10', '-d', JSON.stringify(body)],
      `http://127.0.0.1:${CONTROL}/${verb}`,
    );
    return JSON.parse(stdout);
  }
}

/** One that serves the others and calls them. */
export interface Peer {
  name: string;
  /** Address of its Service. */
  address: string;
  caller: CallerProgram;
  proxy: Proxy;
}

/**
 * Only mutual TLS is taken, and every call is a whole handshake: neither a
 * connection nor a session is used again, which would look at no certificate.
 */
const STRICT = [
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace: 'istio-system' },
    spec: { mtls: { mode: 'STRICT' } },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'a-connection-a-call', namespace: NAMESPACE },
    spec: {
      host: `*.${NAMESPACE}.svc.cluster.local`,
      trafficPolicy: {
        connectionPool: { http: { maxRequestsPerConnection: 1 } },
      },
    },
  },
  {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: 'no-session-twice', namespace: NAMESPACE },
    spec: {
      configPatches: [
        {
          applyTo: 'FILTER_CHAIN',
          match: {
            context: 'SIDECAR_INBOUND',
            listener: { filterChain: { transportProtocol: 'tls' } },
          },
          patch: {
            operation: 'MERGE',
            value: {
              transport_socket: {
                name: 'envoy.transport_sockets.tls',
                typed_config: {
                  '@type':
                    'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
                  disable_stateless_session_resumption: true,
                  disable_stateful_session_resumption: true,
                },
              },
            },
          },
        },
      ],
    },
  },
];

const MACHINE_OBJECTS = [
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: MACHINE, namespace: NAMESPACE },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `own-${MACHINE}`, namespace: NAMESPACE },
    spec: {
      selector: { app: MACHINE },
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: { name: MACHINE, namespace: NAMESPACE },
    spec: {
      metadata: { labels: { app: MACHINE } },
      template: { serviceAccount: MACHINE, network: 'net-east' },
      // An agent without one never says that it is ready.
      probe: { periodSeconds: 1, httpGet: { path: '/', port: 8080 } },
    },
  },
];

/** Host of the Service that a peer serves. */
export const hostOf = (peer: { name: string }) =>
  `own-${peer.name}.${NAMESPACE}.svc.cluster.local`;

/** The address of a peer's Service. */
function serviceOf(kubectl: Kubectl, name: string): Promise<string> {
  return kubectl.run(
    ...['-n', NAMESPACE, 'get', 'service', `own-${name}`],
    ...['-o', 'jsonpath={.spec.clusterIP}'],
  );
}

async function podPeer(kubectl: Kubectl, name: string): Promise<Peer> {
  const caller = new Caller(kubectl, NAMESPACE, name);
  await caller.ready();
  return {
    name,
    caller,
    address: await serviceOf(kubectl, name),
    proxy: new Proxy(name, path =>
      kubectl.run(
        ...['-n', NAMESPACE, 'exec', `deploy/${name}`, '-c', 'istio-proxy'],
        ...['--', 'curl', '-sS', '-m', '10', `${ADMIN}/${path}`],
      ),
    ),
  };
}

async function machinePeer(
  { mesh, kubectl, work, cleanUp }: Setting,
  pair: Pair,
): Promise<Peer> {
  const address = mesh.addresses.machine(200);
  const machine = new Machine(mesh, work, MACHINE, address);
  await machine.join(
    kubectl,
    { name: MACHINE, namespace: NAMESPACE, port: 8080 },
    cleanUp,
    callerProgram(pair),
  );
  return {
    name: MACHINE,
    caller: new MachineCaller(machine),
    address: await serviceOf(kubectl, MACHINE),
    proxy: new Proxy(MACHINE, async path => {
      const url = `${ADMIN}/${path}`;
      const { stdout } = await machine.exec('curl', '-sS', '-m', '10', url);
      return stdout;
    }),
  };
}

/** The mesh that the peers live in. */
export interface Setting {
  mesh: Mesh;
  kubectl: Kubectl;
  /** A folder for files. */
  work: string;
  cleanUp: CleanUp;
}

/** Two pods and, unless told otherwise, a virtual machine that call each other. */
export async function startPeers(
  setting: Setting,
  of = { machine: true },
): Promise<Peer[]> {
  const { mesh, kubectl, work } = setting;
  const own = await ownCertificate(mesh.addresses.machine(1), work);
  const pair = { certificate: own.file, key: join(work, 'tls.key') };
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'List',
    items: [...callerObjects(NAMESPACE, PODS, pair), ...STRICT],
  });
  const peers: Peer[] = [];
  if (of.machine) {
    await kubectl.apply({
      apiVersion: 'v1',
      kind: 'List',
      items: MACHINE_OBJECTS,
    });
    peers.push(await machinePeer(setting, pair));
  }
  for (const name of PODS) {
    peers.push(await podPeer(kubectl, name));
  }
  await eventually(60, async () => {
    for (const { name, proxy } of peers) {
      const { chain } = await proxy.secrets();
      expect(chain.length > 0, `${name} has a certificate`, chain.length);
    }
  });
  return peers;
}
