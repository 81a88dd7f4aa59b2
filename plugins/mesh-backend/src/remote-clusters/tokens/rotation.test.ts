import { startRemoteMesh, RemoteMesh } from '../__testUtils__/remoteMesh';

// Backends and clusters are started for the tests.
jest.setTimeout(120_000);

const PAIR = { primary: 'main', remote: 'west' };

const claims = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());

describe('tokens that are made anew', () => {
  let mesh: RemoteMesh;

  beforeAll(async () => {
    mesh = await startRemoteMesh({
      config: {
        mesh: {
          remoteClusters: {
            tokens: { life: { hours: 8 }, renewEvery: { hours: 1 } },
          },
        },
      },
    });
  });
  afterAll(() => mesh.stop());

  it('changes a long-lived token and takes the old one back', async () => {
    await mesh.done('join', PAIR);
    const old = mesh.token();
    const ready = await mesh.done('rotate', PAIR);
    expect(ready.history.at(-1).reason).toContain(
      'Every istiod uses the new token',
    );
    const token = mesh.token();
    expect(token).not.toBe(old);
    expect(await mesh.statusOf('west', old)).toBe(401);
    expect(await mesh.statusOf('west', token)).toBe(200);
    expect(mesh.secrets('west')).toEqual(['meshport-reader-main-2']);
    // Two names take turns.
    await mesh.done('rotate', PAIR);
    expect(mesh.secrets('west')).toEqual(['meshport-reader-main-1']);
  });

  it('changes to a token that ends, bound to an empty Secret', async () => {
    const old = mesh.token();
    const asked = await mesh.done('rotate', { ...PAIR, token: 'rotating' });
    expect(asked.plan.statements.join('\n')).toContain('lives for 480 minutes');
    const token = mesh.token();
    const secret = mesh.find('west', 'Secret', 'meshport-reader-main-2');
    expect(secret.data).toBeUndefined();
    expect(claims(token)).toMatchObject({
      sub: 'system:serviceaccount:istio-system:istio-reader-service-account',
      'kubernetes.io': {
        secret: { name: 'meshport-reader-main-2', uid: secret.metadata.uid },
      },
    });
    expect(claims(token).exp - claims(token).iat).toBe(8 * 3600);
    expect(await mesh.statusOf('west', old)).toBe(401);
    expect(await mesh.statusOf('west', token)).toBe(200);
    expect(mesh.secrets('west')).toEqual(['meshport-reader-main-2']);
    const stores = await mesh.stores();
    for (const part of token.split('.').slice(1)) {
      expect(stores).not.toContain(part);
    }
  });

  it('refuses a life that leaves no time to renew', async () => {
    const small = await startRemoteMesh({
      config: {
        mesh: {
          remoteClusters: {
            tokens: { life: { hours: 8 }, renewEvery: { hours: 2 } },
          },
        },
      },
    });
    try {
      // An API server that gives tokens a life of an hour.
      const west = small.cluster('west') as any;
      const sign = west.tokens.sign.bind(west.tokens);
      west.tokens.sign = (account: object, spec: object) =>
        sign(account, { ...spec, expirationSeconds: 3600 });
      const failed = await small.done(
        'join',
        { ...PAIR, token: 'rotating' },
        'failed',
      );
      expect(failed.problem.cause).toMatch(
        /west gives tokens a life of 60 minutes, and renewing is tried every 120 minutes/,
      );
      expect(small.secrets('main')).toEqual([]);
    } finally {
      await small.stop();
    }
  });

  it('tells the risk of an istiod without the fixes, and does not renew by itself there', async () => {
    const old = await startRemoteMesh({ version: '1.30.1' });
    try {
      await old.done('join', { ...PAIR, token: 'rotating' });
      const { body } = await old.ask('rotate', PAIR);
      const words = JSON.stringify(body.findings);
      expect(words).toContain('istio/issues/60612');
      expect(words).toContain('istio/issues/61043');
      expect(words).not.toContain('istio/issues/36365');
      const token = old.token();
      const now = jest.spyOn(Date, 'now');
      const later = Date.now() + 13 * 3_600_000;
      now.mockImplementation(() => later);
      await old.backend.ring('mesh-remote-tokens');
      now.mockRestore();
      expect(old.token()).toBe(token);
      expect(old.backend.logs.join('\n')).toMatch(
        /token of remote cluster west of main ends at .* not renewed without a person/,
      );
      expect(old.backend.notifications).toContainEqual(
        expect.objectContaining({
          recipients: {
            type: 'entity',
            entityRef: ['group:default/platform'],
          },
          payload: expect.objectContaining({ topic: 'mesh-remote-clusters' }),
        }),
      );
    } finally {
      await old.stop();
    }
  });

  it('renews at half the life', async () => {
    const token = mesh.token();
    await mesh.backend.ring('mesh-remote-tokens');
    expect(mesh.token()).toBe(token);
    const start = Date.now() + 4 * 3_600_000 + 60_000;
    const since = performance.now();
    const now = jest
      .spyOn(Date, 'now')
      .mockImplementation(() => start + (performance.now() - since));
    try {
      await mesh.backend.ring('mesh-remote-tokens');
      const renewed = mesh.token();
      expect(renewed).not.toBe(token);
      expect(await mesh.statusOf('west', token)).toBe(401);
      // It is valid from then on, by the Secret that is there.
      const secret = mesh.find('west', 'Secret', 'meshport-reader-main-1');
      expect(claims(renewed)['kubernetes.io'].secret).toEqual({
        name: 'meshport-reader-main-1',
        uid: secret.metadata.uid,
      });
      expect(mesh.secrets('west')).toEqual(['meshport-reader-main-1']);
    } finally {
      now.mockRestore();
    }
    expect(mesh.backend.audits).toContainEqual(
      expect.objectContaining({
        eventId: 'remote-cluster-token-renewal',
        outcome: 'success',
      }),
    );
  });

  it('asks for a join first, and for what it knows', async () => {
    const cases: [object, RegExp][] = [
      [{ primary: 'second', remote: 'west' }, /was not joined to second/],
      [{ ...PAIR, token: 'x' }, /token: use long-lived or rotating/],
      [{ ...PAIR, asIstioctl: true }, /no field "asIstioctl"/],
    ];
    for (const [parameters, words] of cases) {
      const { status, message } = await mesh.ask('rotate', parameters);
      expect(status).toBe(400);
      expect(message).toMatch(words);
    }
  });
});
