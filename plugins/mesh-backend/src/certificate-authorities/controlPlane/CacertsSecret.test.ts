import { startDevClusters, DevClusters } from '@meshport/dev-cluster';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { HttpClusterConnection } from '../../clusters';
import { CacertsSecret, readCacerts, refuseForeign } from './CacertsSecret';

jest.setTimeout(60_000);

const FILES = {
  'ca-cert.pem': 'certificate',
  'ca-key.pem': 'key',
  'cert-chain.pem': 'chain',
  'root-cert.pem': 'root',
};
const data = (files: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      Buffer.from(text).toString('base64'),
    ]),
  );
const keep = async () => {};

describe('the Secret cacerts', () => {
  let dev: DevClusters;
  let folder: string;
  let connection: HttpClusterConnection;
  let secret: CacertsSecret;
  const requests: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meshport-cacerts-'));
    dev = await startDevClusters({ clusters: [{ name: 'main', objects: [] }] });
    await dev.writeKubeconfig(join(folder, 'kubeconfig'));
    connection = new HttpClusterConnection({
      name: 'main',
      kubeconfig: { file: join(folder, 'kubeconfig'), context: 'main' },
    });
    const request = connection.request.bind(connection);
    connection.request = (async (one: any) => {
      requests.push(one.method ?? 'GET');
      return request(one);
    }) as any;
  });
  afterAll(async () => {
    await connection.close();
    await dev.stop();
    rmSync(folder, { recursive: true });
  });

  const at = '/api/v1/namespaces/istio-system';
  let count = 0;

  beforeEach(async () => {
    count += 1;
    requests.length = 0;
    const namespace = `istio-${count}`;
    await connection.request({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      },
    });
    secret = new CacertsSecret(connection, namespace);
  });

  const path = () => `${at.replace('istio-system', `istio-${count}`)}/secrets`;

  async function there(more: { metadata?: object; [field: string]: unknown }) {
    const { metadata, ...rest } = more;
    await connection.request({
      method: 'POST',
      path: path(),
      body: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'cacerts', ...metadata },
        data: data(FILES),
        ...rest,
      },
    });
    requests.length = 0;
  }

  const raw = () => connection.request<any>({ path: `${path()}/cacerts` });

  it('is made where there is none, and changed in its place afterwards', async () => {
    expect(await secret.read()).toBeUndefined();
    const made = await secret.write(undefined, FILES, { keep });
    const changed = await secret.write(
      made,
      { 'ca-cert.pem': 'another', 'ca-crl.pem': 'list' },
      { keep },
    );
    expect(changed.uid).toBe(made.uid);
    expect(changed.file('ca-key.pem')!.toString()).toBe('key');
    expect(changed.file('ca-cert.pem')!.toString()).toBe('another');
    expect(changed.facts.crl).toBe('list');
    const gone = await secret.write(
      changed,
      { 'ca-crl.pem': undefined },
      { keep },
    );
    expect(gone.names.sort()).toEqual(Object.keys(FILES).sort());
    expect(requests).toContain('PUT');
    expect(requests).not.toContain('DELETE');
  });

  it('is rehearsed without being touched', async () => {
    await secret.rehearse(undefined);
    expect(await secret.read()).toBeUndefined();
    await there({});
    const before = JSON.stringify(await raw());
    await secret.rehearse(await secret.read());
    expect(JSON.stringify(await raw())).toBe(before);
  });

  it('is not written over what another wrote meanwhile', async () => {
    await there({});
    const read = (await secret.read())!;
    const other = (await secret.read())!;
    await secret.write(other, { 'ca-cert.pem': 'theirs' }, { keep });
    await expect(
      secret.write(read, { 'ca-cert.pem': 'ours' }, { keep }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(/changed by another meanwhile/),
    });
    expect((await secret.read())!.facts.certificate).toBe('theirs');
  });

  it('is not made anew when it was taken away meanwhile', async () => {
    await there({});
    const read = (await secret.read())!;
    await connection.request({ method: 'DELETE', path: `${path()}/cacerts` });
    await expect(
      secret.write(read, { 'ca-cert.pem': 'ours' }, { keep }),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    expect(await secret.read()).toBeUndefined();
  });

  it('keeps labels, annotations and files that are not ours to change', async () => {
    await there({
      metadata: { labels: { team: 'mesh' }, annotations: { note: 'kept' } },
      data: data({ ...FILES, 'extra.txt': 'theirs' }),
    });
    await secret.write(
      (await secret.read())!,
      { 'ca-cert.pem': 'x' },
      { keep },
    );
    const after = await raw();
    expect(after.metadata).toMatchObject({
      labels: { team: 'mesh' },
      annotations: { note: 'kept' },
    });
    expect(after.data['extra.txt']).toBe(data({ a: 'theirs' }).a);
  });

  it.each([
    ['immutable', { immutable: true }, /is immutable/],
    [
      'tls.crt',
      { data: data({ ...FILES, 'tls.crt': 'x' }) },
      /holds tls\.crt, which istiod takes before/,
    ],
    [
      "cert-manager's annotation",
      {
        metadata: { annotations: { 'cert-manager.io/certificate-name': 'x' } },
      },
      /kept by cert-manager/,
    ],
    [
      'a label of External Secrets',
      {
        metadata: {
          labels: { 'reconcile.external-secrets.io/managed': 'true' },
        },
      },
      /kept by External Secrets Operator/,
    ],
    [
      'an owner',
      {
        metadata: {
          ownerReferences: [
            {
              apiVersion: 'external-secrets.io/v1',
              kind: 'ExternalSecret',
              name: 'root',
              uid: 'a',
            },
          ],
        },
      },
      /belongs to ExternalSecret root/,
    ],
    [
      'a mark of Argo CD',
      {
        metadata: {
          annotations: {
            'argocd.argoproj.io/tracking-id':
              'istio:/Secret:istio-system/cacerts',
          },
        },
      },
      /kept by Argo CD application istio/,
    ],
    [
      'the mark of istiod',
      { data: data({ ...FILES, 'istio-generated': '' }) },
      /made by istiod itself/,
    ],
  ])('refuses %s by name, and leaves its bytes', async (_name, more, words) => {
    await there(more);
    const before = JSON.stringify(await raw());
    const read = (await secret.read())!;
    expect(() => refuseForeign(read.facts)).toThrow(words);
    await expect(
      secret.write(read, { 'ca-cert.pem': 'ours' }, { keep }),
    ).rejects.toThrow(words);
    expect(JSON.stringify(await raw())).toBe(before);
  });

  it('takes over what istiod made when it is told to', async () => {
    await there({ data: data({ ...FILES, 'istio-generated': '' }) });
    const read = (await secret.read())!;
    const written = await secret.write(
      read,
      { 'ca-cert.pem': 'x' },
      { keep, overGenerated: true },
    );
    expect(written.names).not.toContain('istio-generated');
  });

  it('shows no key among its facts', async () => {
    await there({ data: data({ ...FILES, 'ca-key.pem': 'sentinel-key' }) });
    const facts = await readCacerts(connection, `istio-${count}`);
    expect(JSON.stringify(facts)).not.toContain('sentinel-key');
    expect(facts).toMatchObject({ certificate: 'certificate', missing: [] });
  });

  it('is only removed as it was read', async () => {
    await there({});
    const read = (await secret.read())!;
    await secret.write(read, { 'ca-cert.pem': 'x' }, { keep });
    await expect(secret.remove(read, { keep })).rejects.toMatchObject({
      name: 'ConflictError',
    });
    await secret.remove((await secret.read())!, { keep });
    expect(await secret.read()).toBeUndefined();
  });
});
