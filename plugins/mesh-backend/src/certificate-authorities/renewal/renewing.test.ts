import { MESH_PORTAL_REF } from '@meshport/backstage-plugin-mesh-common';
import { readCertificates } from '@meshport/certificates';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  AuthorityMesh,
  startAuthorityMesh,
} from '../__testUtils__/authorityMesh';
import { testRoot } from '../rotation/__testUtils__/testRoot';

// A whole backend renews: from its alarm clock to the Secret in the cluster.
jest.setTimeout(180_000);

const DAY = 86_400_000;
const FILES = ['ca-cert.pem', 'ca-key.pem', 'root-cert.pem'] as const;

describe('the renewal of what the portal issued', () => {
  let mesh: AuthorityMesh;
  let folder: string;
  let days: number;
  let clock: jest.SpyInstance;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meshport-renewing-'));
    const now = Date.now;
    days = 0;
    clock = jest
      .spyOn(Date, 'now')
      .mockImplementation(() => now() + days * DAY);
    await newRoot('local');
    await newRoot('other');
    mesh = await startAuthorityMesh({
      authorities: ['local', 'other'].map(name => ({
        name,
        provider: 'local',
        clusters: ['main', 'second'],
        validity: { default: { days: 30 } },
        local: {
          certificateFile: join(folder, `${name}.pem`),
          keyFile: join(folder, `${name}-key.pem`),
        },
      })),
    });
  });
  afterAll(async () => {
    clock.mockRestore();
    await mesh.stop();
    rmSync(folder, { recursive: true });
  });

  /** Another root in the files of an authority. */
  async function newRoot(name: string): Promise<void> {
    const { certificate, key } = await testRoot(`${name} root`);
    writeFileSync(join(folder, `${name}.pem`), certificate);
    writeFileSync(join(folder, `${name}-key.pem`), key);
  }

  /** The alarm clock rings. */
  const look = () => mesh.backend.ring('mesh-ca-renewals');

  /** Renewals of a cluster, oldest first. */
  async function renewals(cluster: string): Promise<any[]> {
    const { body } = await mesh.backend.call(
      'get',
      '/requests?kind=certificate-authority-renew',
    );
    return body.items
      .filter((one: any) => one.targets[0].cluster === cluster)
      .sort(
        (a: any, b: any) => Date.parse(a.createdAt) - Date.parse(b.createdAt),
      );
  }

  const state = (cluster: string) => ({
    uid: mesh.cacerts(cluster).metadata.uid,
    ...Object.fromEntries(FILES.map(name => [name, mesh.file(name, cluster)])),
  });

  /** What stays when an authority is renewed, and what has to be new. */
  function expectRenewed(before: any, cluster: string): void {
    const after: any = state(cluster);
    const [old, fresh] = [before, after].map(
      one => readCertificates(one['ca-cert.pem'])[0],
    );
    expect(after.uid).toBe(before.uid);
    expect(after['root-cert.pem']).toBe(before['root-cert.pem']);
    expect(after['ca-key.pem']).not.toBe(before['ca-key.pem']);
    expect(fresh).toMatchObject({
      subject: old.subject,
      issuer: old.issuer,
      keyAlgorithm: old.keyAlgorithm,
      pathLength: old.pathLength,
    });
    expect(fresh.serial).not.toBe(old.serial);
    const left = (Date.parse(fresh.notAfter) - Date.now()) / DAY;
    expect(left).toBeGreaterThan(29.9);
    expect(left).toBeLessThan(30.1);
  }

  it('is done by itself, time after time, when it was approved in advance', async () => {
    const first = await mesh.done('issue', {
      authority: 'local',
      cluster: 'main',
      renewals: 'inAdvance',
    });
    days += 14;
    await look();
    expect(await renewals('main')).toEqual([]);
    for (const generation of [1, 2]) {
      const before = state('main');
      days += generation === 1 ? 2 : 16;
      await look();
      await look();
      const all = await renewals('main');
      expect(all).toHaveLength(generation);
      const { id, requester } = all[generation - 1];
      expect(requester).toBe(MESH_PORTAL_REF);
      const done = await mesh.backend.until(id, 'ready');
      const approval = done.history.find((one: any) => one.type === 'approved');
      expect(approval.actor).toMatchObject({ entityRef: 'user:default/bob' });
      expect(approval.reason).toBe(
        `Approved in advance with request ${
          generation === 1 ? first.id : all[0].id
        }.`,
      );
      expectRenewed(before, 'main');
    }
  });

  it('waits for an approval without one, tells more people, and is done when it comes', async () => {
    await mesh.done('issue', { authority: 'local', cluster: 'second' });
    const before = state('second');
    days += 16;
    await look();
    const [{ id }] = await renewals('second');
    await mesh.backend.ring();
    await mesh.backend.ring();
    const { body } = await mesh.backend.call('get', `/requests/${id}`);
    expect(body.status).toBe('requested');
    expect(state('second')).toEqual(before);
    const told = () =>
      mesh.backend.notifications.filter(
        ({ payload }) => payload.topic === 'mesh-certificate-authorities',
      );
    expect(told()).toEqual([]);
    days += 5;
    await look();
    await look();
    expect(told()).toHaveLength(1);
    expect(told()[0]).toMatchObject({
      recipients: {
        entityRef: expect.arrayContaining(['group:default/platform']),
      },
      payload: {
        title:
          'The certificate authority of second ends in 9 days and is not renewed',
        description:
          'Its renewal waits for an approval by group:default/platform.',
        link: `/mesh/requests/${id}`,
      },
    });
    expect((await mesh.approve(body)).status).toBe(200);
    await mesh.backend.until(id, 'ready');
    expectRenewed(before, 'second');
  });

  it('is not done by itself when whoever approved it may approve no more', async () => {
    const { entities } = mesh.backend;
    const bob = entities.find(({ metadata }) => metadata.name === 'bob')!;
    const { relations } = bob;
    // That of the days that the others took.
    const [last] = (await renewals('main')).slice(-1);
    await mesh.backend.until(last.id, 'ready');
    const before = state('main');
    const known = (await renewals('main')).length;
    bob.relations = [];
    try {
      days += 16;
      await look();
      const { id } = (await renewals('main'))[known];
      await mesh.backend.ring();
      const { body } = await mesh.backend.call('get', `/requests/${id}`);
      expect(body.status).toBe('requested');
      expect(state('main')).toEqual(before);
    } finally {
      bob.relations = relations;
    }
  });

  it('is not even asked for below another root or issuer, and people are told why', async () => {
    await mesh.done('issue', {
      authority: 'other',
      cluster: 'second',
      renewals: 'inAdvance',
      acceptOutage: true,
    });
    const before = state('second');
    const known = (await renewals('second')).length;
    const sent = mesh.backend.notifications.length;
    await newRoot('other');
    days += 21;
    await look();
    expect(await renewals('second')).toHaveLength(known);
    expect(state('second')).toEqual(before);
    const descriptions = mesh.backend.notifications
      .slice(sent)
      .map(({ payload }) => payload.description);
    expect(descriptions).toContainEqual(
      expect.stringMatching(
        /could not be asked for: authority: other has another issuer or root.*certificate-authority-root-change/s,
      ),
    );
  });
});
