import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { readCertificates } from '@meshport/certificates';
import { createPrivateKey } from 'crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ALLOW } from '../../requests/__testUtils__/startRequestBackend';
import {
  ann,
  AuthorityMesh,
  bob,
  startAuthorityMesh,
} from '../__testUtils__/authorityMesh';

jest.setTimeout(180_000);

const ASKED = { authority: 'dev', cluster: 'main' };

const MAY_USE: Record<'all' | 'second' | 'none', any> = {
  all: ALLOW,
  none: { result: AuthorizeResult.DENY },
  second: {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'mesh',
    resourceType: 'mesh-certificate-authority',
    conditions: {
      rule: 'IS_AUTHORITY_FOR_CLUSTER',
      resourceType: 'mesh-certificate-authority',
      params: { names: ['second'] },
    },
  },
};

describe('issuing from a local authority', () => {
  let mesh: AuthorityMesh;
  let folder: string;
  let mayUse: 'all' | 'second' | 'none';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meshport-root-'));
    mayUse = 'all';
    mesh = await startAuthorityMesh({
      authorities: [
        {
          name: 'dev',
          title: 'Development root',
          provider: 'local',
          clusters: ['main', 'second'],
          keys: ['P-256', 'P-384'],
          validity: { default: { days: 30 }, max: { days: 60 } },
          local: { development: true, directory: folder },
        },
        {
          name: 'elsewhere',
          provider: 'local',
          clusters: ['second'],
          local: { development: true },
        },
      ],
      decide: (_user, permission) =>
        permission === 'mesh.certificateAuthority.use'
          ? MAY_USE[mayUse]
          : ALLOW,
    });
  });
  afterAll(async () => {
    await mesh.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    mayUse = 'all';
  });

  it('writes what a person asked for and two approve at the same moment, once', async () => {
    const { body } = await mesh.ask('issue', ASKED);
    const answers = await Promise.all(
      [bob, 'user:default/zoe'].map(as =>
        mesh.backend.call('post', `/requests/${body.id}/approve`, {
          as,
          body: { contentHash: body.contentHash },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toContain(200);
    const request = await mesh.backend.until(body.id, 'ready');
    expect(request.status).toBe('ready');
    const [own] = readCertificates(mesh.file('ca-cert.pem'));
    expect(own.subject).toBe('L=main, O=Istio, CN=Intermediate CA');
    expect(own.pathLength).toBe(0);
    const dump = await mesh.backend.dump();
    expect(dump.match(/"?written"?/g)).not.toBeNull();
    expect(dump.split('BEGIN CERTIFICATE REQUEST')).toHaveLength(2);
  });

  it('keeps no key anywhere but in the Secret', async () => {
    const pem = mesh.file('ca-key.pem');
    const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
    const { backend } = mesh;
    const stores = [
      await backend.dump(),
      JSON.stringify(backend.logs),
      JSON.stringify(
        backend.audits.map(one => ({ ...one, error: String(one.error) })),
      ),
      JSON.stringify(backend.events),
      JSON.stringify(backend.notifications),
    ].join('\n');
    expect(stores).toContain('BEGIN CERTIFICATE');
    const secret = createPrivateKey(pem).export({ format: 'jwk' }).d!;
    for (const trace of [
      'PRIVATE KEY',
      der.toString('base64').slice(40, 100),
      der.toString('hex').slice(70, 130),
      secret,
      Buffer.from(pem).toString('base64').slice(80, 140),
    ]) {
      expect(stores).not.toContain(trace);
    }
  });

  it('keeps the root for development in its folder, for the backend alone', () => {
    const file = join(folder, 'development-root.pem');
    expect(existsSync(file)).toBe(true);
    // eslint-disable-next-line no-bitwise
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain(
      mesh.file('root-cert.pem').trim(),
    );
  });

  it('keeps the root file and changes the Secret in its place when it is renewed', async () => {
    const { metadata } = mesh.cacerts();
    const roots = mesh.file('root-cert.pem');
    const request = await mesh.done('renew', { cluster: 'main' });
    expect(request.status).toBe('ready');
    expect(mesh.cacerts().metadata.uid).toBe(metadata.uid);
    expect(mesh.cacerts().metadata.resourceVersion).not.toBe(
      metadata.resourceVersion,
    );
    expect(mesh.file('root-cert.pem')).toBe(roots);
  });

  it('says of each request whether the Secret holds what was issued for it', async () => {
    const { body: asked } = await mesh.ask('issue', ASKED);
    const { items } = (await mesh.backend.call('get', '/requests')).body;
    const standing = async (title: RegExp, status: string) => {
      const { id } = items.find(
        (one: any) => title.test(one.title) && one.status === status,
      );
      return (await mesh.backend.call('get', `/requests/${id}/live`)).body;
    };
    const [{ serial }] = readCertificates(mesh.file('ca-cert.pem'));
    expect(await standing(/^Renewal/, 'ready')).toMatchObject({
      state: 'matches',
      message: expect.stringContaining(`(serial ${serial})`),
    });
    expect(await standing(/^Certificate authority/, 'ready')).toMatchObject({
      state: 'differs',
      message: expect.stringMatching(
        /holds another certificate by now \(serial .* a later request/,
      ),
    });
    expect(
      (await mesh.backend.call('get', `/requests/${asked.id}/live`)).body,
    ).toMatchObject({
      state: 'notInCluster',
      message: expect.stringMatching(/^Nothing of it was written/),
    });
  });

  it.each([
    [{ authority: 'other' }, 403, /no certificate authority other that you/],
    [{ authority: 'elsewhere' }, 400, /cluster: elsewhere may not serve main/],
    [{ keyType: 'RSA-2048' }, 400, /keyType: dev takes P-256, P-384/],
    [{ validityDays: 61 }, 400, /validityDays: dev gives 1 to 60 days/],
    [{ validityDays: 1.5 }, 400, /validityDays: give whole days/],
    [{ cluster: 'nowhere' }, 400, /cluster: there is no cluster nowhere/],
    [{ namespace: 'shop' }, 400, /namespace: no istiod runs in shop of main/],
    [{ commonName: 'a\u0000b' }, 400, /commonName: give 1 to 64 characters/],
    [{ commonName: 'x'.repeat(65) }, 400, /commonName/],
    [{ acceptOutage: 'yes' }, 400, /acceptOutage: use true or false/],
    [{ renewals: 'always' }, 400, /renewals: use inAdvance or ask/],
    [{ certificate: 'mine' }, 400, /certificate/],
  ])('refuses %j', async (more, status, words) => {
    const before = JSON.stringify(mesh.cacerts());
    const answer = await mesh.ask('issue', { ...ASKED, ...more });
    expect(answer.message).toMatch(words);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(mesh.cacerts())).toBe(before);
  });

  it('lets nobody choose an authority without the right to, or for another cluster', async () => {
    for (const state of ['none', 'second'] as const) {
      mayUse = state;
      const { status, message } = await mesh.ask('issue', ASKED);
      expect(status).toBe(403);
      expect(message).toMatch(/mesh\.certificateAuthority\.use/);
    }
    const { status } = await mesh.ask('issue', { ...ASKED, cluster: 'second' });
    expect(status).toBe(201);
  });

  it('tells nobody by its refusal whether an authority is configured', async () => {
    mayUse = 'none';
    const [there, missing] = await Promise.all(
      ['dev', 'other'].map(authority =>
        mesh.ask('issue', { ...ASKED, authority }, ann),
      ),
    );
    expect(there.message.replace('dev', 'other')).toBe(missing.message);
  });
});
