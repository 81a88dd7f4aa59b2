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
import {
  machineObjects,
  sendingAlways,
  strictObjects,
  withCertificateLife,
} from './objects';
import { Proxy } from './Proxy';

const PODS = ['alpha', 'beta'];
const MACHINE = 'gamma';
const ADMIN_PORT = 15000;

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
  /** Host of its Service. */
  host: string;
  /** Address of its Service. */
  address: string;
  caller: CallerProgram;
  proxy: Proxy;
}

/** Whether one is the virtual machine. */
export const isMachine = ({ name }: Peer) => name === MACHINE;

const hostOf = (namespace: string, name: string) =>
  `own-${name}.${namespace}.svc.cluster.local`;

/** The address of a peer's Service. */
function serviceOf(kubectl: Kubectl, namespace: string, name: string) {
  return kubectl.run(
    ...['-n', namespace, 'get', 'service', `own-${name}`],
    ...['-o', 'jsonpath={.spec.clusterIP}'],
  );
}

async function podPeer(
  { kubectl }: Setting,
  namespace: string,
  name: string,
): Promise<Peer> {
  const caller = new Caller(kubectl, namespace, name);
  await caller.ready();
  const inProxy = [`deploy/${name}`, '-n', namespace, '-c', 'istio-proxy'];
  return {
    name,
    caller,
    host: hostOf(namespace, name),
    address: await serviceOf(kubectl, namespace, name),
    proxy: new Proxy(name, {
      get: path => askAdmin(caller, path),
      post: path =>
        kubectl.run(
          ...['exec', ...inProxy, '--', 'curl', '-sS', '-X', 'POST'],
          `http://127.0.0.1:${ADMIN_PORT}/${path}`,
        ),
      log: () => kubectl.run('logs', ...inProxy),
    }),
  };
}

async function machinePeer(
  { mesh, kubectl, work, cleanUp }: Setting,
  namespace: string,
  pair: Pair,
): Promise<Peer> {
  const address = mesh.addresses.machine(200);
  const machine = new Machine(mesh, work, MACHINE, address);
  await machine.join(
    kubectl,
    { name: MACHINE, namespace, port: 8080 },
    cleanUp,
    callerProgram(pair),
  );
  const caller = new MachineCaller(machine);
  return {
    name: MACHINE,
    caller,
    host: hostOf(namespace, MACHINE),
    address: await serviceOf(kubectl, namespace, MACHINE),
    proxy: new Proxy(MACHINE, {
      get: path => askAdmin(caller, path),
      post: path =>
        machine.exec(
          ...['curl', '-sS', '-X', 'POST'],
          `http://127.0.0.1:${ADMIN_PORT}/${path}`,
        ),
      log: () => machine.log(),
    }),
  };
}

/** Asks an Envoy by the program beside it, which is quicker than one anew each time. */
async function askAdmin(caller: CallerProgram, path: string): Promise<any> {
  const [{ seen, ...outcome }] = await caller.call({
    kind: 'http',
    address: '127.0.0.1',
    port: ADMIN_PORT,
    host: 'localhost',
    token: path,
  });
  expect(
    outcome.status === 200 && seen !== undefined,
    `Envoy answers ${path}`,
    outcome,
  );
  return seen;
}

/** The mesh that the peers live in. */
export interface Setting {
  mesh: Mesh;
  kubectl: Kubectl;
  /** Seconds that workload certificates live. */
  life: number;
  /** A folder for files. */
  work: string;
  cleanUp: CleanUp;
}

/** Starts two pods that call each other, and a virtual machine where told. */
export async function startPeers(
  setting: Setting,
  of: {
    namespace: string;
    machine: boolean;
    /** Life of the pods' certificates, as `SECRET_TTL`; unless told, the mesh's. */
    life?: string;
  },
): Promise<Peer[]> {
  const { mesh, kubectl, work } = setting;
  const { namespace, machine, life } = of;
  const own = await ownCertificate(mesh.addresses.machine(1), work);
  const pair = { certificate: own.file, key: join(work, 'tls.key') };
  const pods = sendingAlways(callerObjects(namespace, PODS, pair));
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      ...(life ? withCertificateLife(pods, life) : pods),
      ...strictObjects(namespace),
      ...(machine ? machineObjects(namespace, MACHINE) : []),
    ],
  });
  const peers: Peer[] = [];
  if (machine) {
    peers.push(await machinePeer(setting, namespace, pair));
  }
  for (const name of PODS) {
    peers.push(await podPeer(setting, namespace, name));
  }
  await eventually(60, async () => {
    for (const { name, proxy } of peers) {
      const { chain } = await proxy.secrets();
      expect(chain.length > 0, `${name} has a certificate`, chain.length);
    }
  });
  return peers;
}
