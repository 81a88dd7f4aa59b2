import { connect, DetailedPeerCertificate } from 'tls';
import {
  createIntermediateCsr,
  createRoot,
  generateCaKey,
  LocalAuthority,
  privateKeyPem,
} from '@meshport/certificates';
import { WebSocket } from 'ws';
import { istiod } from '../__testUtils__/mesh';
import { PodStream } from '../api/podStream';
import { startDevClusters, type DevClusters } from '../clusters';

const DAY_MS = 24 * 3600 * 1000;
const b64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

async function authority(name: string) {
  const key = await generateCaKey('P-256');
  const root = createRoot({
    key,
    subject: { commonName: name },
    notAfter: new Date(Date.now() + 10 * DAY_MS),
  });
  return {
    root,
    async cacerts() {
      const own = await generateCaKey('P-256');
      const csr = createIntermediateCsr({
        key: own,
        subject: { commonName: `${name} below` },
        pathLength: 0,
      });
      const certificate = new LocalAuthority({
        key,
        certificate: root,
      }).signIntermediate(csr, {
        notAfter: new Date(Date.now() + 5 * DAY_MS),
        pathLength: 0,
      });
      return {
        certificate,
        secret: {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'cacerts', namespace: 'istio-system' },
          data: {
            'ca-cert.pem': b64(certificate),
            'ca-key.pem': b64(privateKeyPem(own)),
            'cert-chain.pem': b64(certificate),
            'root-cert.pem': b64(root),
          },
        },
      };
    },
  };
}

/** What an istiod shows above its own certificate, or why nothing. */
async function look(
  clusters: DevClusters,
): Promise<DetailedPeerCertificate | string> {
  const { url, caPem, adminToken, objects } = bound(clusters);
  const [pod]: any[] = objects('Pod', 'istio-system');
  const socket = new WebSocket(
    `${url}/api/v1/namespaces/istio-system/pods/${pod.metadata.name}/portforward?ports=15012`,
    'v4.channel.k8s.io',
    { ca: caPem, headers: { authorization: `Bearer ${adminToken}` } },
  );
  // Each channel begins with the number of the port; the stream follows.
  const opened = await new Promise<string>((resolve, reject) => {
    const heard: Buffer[] = [];
    socket.on('error', reject);
    socket.on('message', function listen(message: Buffer) {
      heard.push(message);
      if (heard.length === 2) setTimeout(() => resolve(''), 100);
      if (heard.length === 3) resolve(message.subarray(1).toString());
    });
  });
  if (opened) {
    socket.terminate();
    return opened;
  }
  const tls = connect({
    socket: new PodStream(socket, 0) as any,
    servername: 'istiod.istio-system.svc',
    rejectUnauthorized: false,
  });
  await new Promise((resolve, reject) => {
    tls.once('secureConnect', resolve);
    tls.once('error', reject);
  });
  const { issuerCertificate } = tls.getPeerCertificate(true);
  tls.destroy();
  return issuerCertificate;
}

async function shown(clusters: DevClusters): Promise<string> {
  const seen = await look(clusters);
  return typeof seen === 'string' ? seen : String(seen.subject.CN);
}

async function serialShown(clusters: DevClusters): Promise<string> {
  const seen = await look(clusters);
  return typeof seen === 'string' ? seen : seen.serialNumber;
}

function bound({ clusters: { east } }: DevClusters) {
  return {
    url: east.url,
    caPem: east.caPem,
    adminToken: east.adminToken,
    objects: (kind: string, namespace: string) =>
      east.objects(kind, namespace) as any[],
  };
}

async function eventually(check: () => Promise<void> | void): Promise<void> {
  const until = Date.now() + 15_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

describe('what a simulated istiod signs by', () => {
  let clusters: DevClusters;
  const namespace = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  });
  const start = async (...objects: object[]) => {
    clusters = await startDevClusters({
      clusters: [
        {
          name: 'east',
          objects: [
            namespace('istio-system'),
            namespace('shop'),
            istiod('default', '1.30.2'),
            ...objects,
          ],
        },
      ],
      pods: { readyAfterMs: 1 },
    });
    return clusters.clusters.east;
  };
  const rootsIn = (name: string) =>
    (clusters.clusters.east.objects('ConfigMap', name) as any[]).find(
      ({ metadata }) => metadata.name === 'istio-ca-root-cert',
    )?.data['root-cert.pem'];

  jest.setTimeout(60_000);
  afterEach(() => clusters?.stop());

  it('is cacerts, whose roots it gives to every namespace, later ones too', async () => {
    const one = await authority('one');
    const east = await start((await one.cacerts()).secret);
    await eventually(async () => {
      expect(await shown(clusters)).toBe('one below');
      expect(rootsIn('shop')).toBe(one.root);
    });
    east.apply(namespace('later'));
    await eventually(() => expect(rootsIn('later')).toBe(one.root));
  });

  it('follows cacerts under the same root, and not to another root before it restarts', async () => {
    const one = await authority('one');
    const first = await one.cacerts();
    const second = await one.cacerts();
    const east = await start(first.secret);
    await eventually(async () =>
      expect(await shown(clusters)).toBe('one below'),
    );
    const before = await serialShown(clusters);
    east.apply(second.secret);
    await eventually(async () =>
      expect(await serialShown(clusters)).not.toBe(before),
    );
    const other = await authority('other');
    east.apply((await other.cacerts()).secret);
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(await shown(clusters)).toBe('one below');
    expect(rootsIn('shop')).toBe(one.root);
    const [pod]: any[] = east.objects('Pod', 'istio-system');
    east.remove('Pod', 'istio-system', pod.metadata.name);
    await eventually(async () => {
      expect(await shown(clusters)).toBe('other below');
      expect(rootsIn('shop')).toBe(other.root);
    });
  });

  it('is nothing where nothing was given to it', async () => {
    await start();
    await eventually(async () =>
      expect(await shown(clusters)).toContain('nothing listens there'),
    );
    expect(rootsIn('shop')).toBeUndefined();
  });
});
