import { MeshClusterEndpoint } from '@meshport/backstage-plugin-mesh-node';
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { createServer, Server } from 'https';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { TLSSocket } from 'tls';
import { makeCertificate } from '../__testUtils__/clientCertificates';
import { DevMesh } from '../__testUtils__/devMesh';
import { createCredentials } from './createCredentials';
import { InvalidConnectionError } from './errors';
import { HttpClusterConnection } from './HttpClusterConnection';
import { PodSurroundings } from './inCluster';

jest.setTimeout(60_000);

const base64 = (text: string) => Buffer.from(text).toString('base64');
const NODES = { path: '/api/v1/nodes' };

describe('a cluster without a kubeconfig', () => {
  let mesh: DevMesh;
  let directory: string;
  const connections: HttpClusterConnection[] = [];

  beforeAll(async () => {
    mesh = await DevMesh.start({ east: [] });
  });
  afterAll(() => mesh.close());
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'meshport-test-'));
  });
  afterEach(async () => {
    await Promise.all(connections.splice(0).map(c => c.close()));
    rmSync(directory, { recursive: true });
  });

  function write(name: string, text: string): string {
    const file = join(directory, name);
    writeFileSync(file, text);
    return file;
  }

  function connect(
    described: { endpoint?: MeshClusterEndpoint; inCluster?: boolean },
    pod?: PodSurroundings,
  ) {
    const details = { name: 'east', ...described };
    const connection = new HttpClusterConnection(
      details,
      createCredentials(details, { pod, maxAgeMs: 0 }),
    );
    connections.push(connection);
    return connection;
  }

  it('is read with a token and the CA as data', async () => {
    const { url, caPem, adminToken } = mesh.cluster('east');
    const connection = connect({
      endpoint: { server: `${url}/`, caData: base64(caPem), token: adminToken },
    });
    await expect(connection.request(NODES)).resolves.toMatchObject({
      kind: 'NodeList',
    });
  });

  it('does not trust a server that its CA did not sign', async () => {
    const { url, adminToken } = mesh.cluster('east');
    const { certFile } = await makeCertificate(directory, 'stranger');
    const connection = connect({
      endpoint: { server: url, caFile: certFile, token: adminToken },
    });
    await expect(connection.request(NODES)).rejects.toThrow(
      'its TLS certificate is not trusted',
    );
  });

  it('skips the check of the certificate only when told', async () => {
    const { url, adminToken } = mesh.cluster('east');
    const endpoint = { server: url, token: adminToken };
    await expect(connect({ endpoint }).request(NODES)).rejects.toThrow(
      'its TLS certificate is not trusted',
    );
    const careless = connect({
      endpoint: { ...endpoint, skipTLSVerify: true },
    });
    await expect(careless.request(NODES)).resolves.toBeDefined();
  });

  it('takes a new token from its file on the same connection', async () => {
    const cluster = mesh.cluster('east');
    const caFile = write('ca.crt', cluster.caPem);
    const tokenFile = write('token', 'dev-of-yesterday\n');
    const connection = connect({
      endpoint: { server: cluster.url, caFile, tokenFile },
    });
    await expect(connection.request(NODES)).rejects.toMatchObject({
      code: 401,
    });
    write('token', `${cluster.adminToken}\n`);
    await expect(connection.request(NODES)).resolves.toBeDefined();
  });

  it.each([
    ['is missing', undefined, "tokenFile of cluster 'east' cannot be read"],
    ['is empty', ' \n', "tokenFile of cluster 'east' names an empty file"],
  ])('names the field when a file %s', async (_, content, words) => {
    const { url, caPem } = mesh.cluster('east');
    const tokenFile = join(directory, 'token');
    if (content !== undefined) {
      write('token', content);
    }
    const error = await connect({
      endpoint: { server: url, caData: base64(caPem), tokenFile },
    })
      .request<any>(NODES)
      .catch(e => e);
    expect(error).toBeInstanceOf(InvalidConnectionError);
    expect(error.message).toContain(words);
  });

  it('is read from inside as the service account, whose token is renewed', async () => {
    const cluster = mesh.cluster('east');
    const { hostname, port } = new URL(cluster.url);
    write('ca.crt', cluster.caPem);
    write('token', cluster.adminToken);
    const connection = connect(
      { inCluster: true },
      {
        directory,
        env: {
          KUBERNETES_SERVICE_HOST: hostname,
          KUBERNETES_SERVICE_PORT: port,
        },
      },
    );
    const who = async () => {
      const answer = await connection.request<any>({
        method: 'POST',
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        body: {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'SelfSubjectReview',
        },
      });
      return answer.status.userInfo.username;
    };
    await connection.request(NODES);
    write('token', cluster.tokenFor('system:serviceaccount:portal:backend'));
    await expect(who()).resolves.toBe('system:serviceaccount:portal:backend');
  });

  it('says that it is not inside a cluster', async () => {
    const outside = connect({ inCluster: true }, { directory, env: {} });
    await expect(outside.request(NODES)).rejects.toThrow(
      "inCluster of cluster 'east': KUBERNETES_SERVICE_HOST or KUBERNETES_SERVICE_PORT is not set",
    );
  });

  describe('with a client certificate', () => {
    let server: Server;

    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    it('shows it, from files or data, and a renewed one when the files change', async () => {
      const own = await makeCertificate(directory, 'apiserver');
      const first = await makeCertificate(directory, 'first');
      const second = await makeCertificate(directory, 'second');
      server = createServer(
        {
          cert: readFileSync(own.certFile),
          key: readFileSync(own.keyFile),
          ca: [readFileSync(first.certFile), readFileSync(second.certFile)],
          requestCert: true,
        },
        (request, response) => {
          const { subject } = (
            request.socket as TLSSocket
          ).getPeerCertificate();
          response.end(subject.CN);
        },
      );
      await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
      const { port } = server.address() as AddressInfo;
      const common = {
        server: `https://127.0.0.1:${port}`,
        caFile: own.certFile,
      };
      const byData = connect({
        endpoint: {
          ...common,
          clientCertificate: {
            certData: first.certData,
            keyData: first.keyData,
          },
        },
      });
      expect(await byData.request({ path: '/' })).toBe('first');

      const certFile = join(directory, 'client.crt');
      const keyFile = join(directory, 'client.key');
      copyFileSync(first.certFile, certFile);
      copyFileSync(first.keyFile, keyFile);
      const byFile = connect({
        endpoint: { ...common, clientCertificate: { certFile, keyFile } },
      });
      expect(await byFile.request({ path: '/' })).toBe('first');
      copyFileSync(second.certFile, certFile);
      copyFileSync(second.keyFile, keyFile);
      expect(await byFile.request({ path: '/' })).toBe('second');
    });
  });
});
