import { mockCredentials } from '@backstage/backend-test-utils';
import {
  gatewayRequest,
  manifestsRequest,
  virtualService,
} from './__testUtils__/requests';
import {
  startWriteBackend,
  WriteBackend,
} from './__testUtils__/startWriteBackend';

// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

const bodies = (cluster = 'east'): [string, object][] => [
  ['/egress-gateways', { ...gatewayRequest(), cluster }],
  [
    '/manifests/apply',
    {
      ...manifestsRequest([virtualService('a', 'bookinfo')]),
      cluster,
    },
  ],
];

describe('who may write where', () => {
  let backend: WriteBackend;

  beforeAll(async () => {
    backend = await startWriteBackend();
  });

  afterAll(() => backend.stop());

  it.each(bodies())(
    'refuses callers without a token at %s',
    async (path, body) => {
      const { status } = await backend.post(
        path,
        body,
        mockCredentials.none.header().replace('Bearer ', ''),
      );
      expect(status).toBe(401);
    },
  );

  it.each(bodies())(
    'refuses a service on behalf of nobody at %s',
    async (path, body) => {
      const { status, message } = await backend.post(
        path,
        body,
        mockCredentials.service.token({
          onBehalfOf: mockCredentials.service('plugin:scaffolder'),
          targetPluginId: 'mesh',
        }),
      );
      expect(status).toBe(403);
      expect(message).toMatch(/^only people may write to clusters/);
    },
  );

  it.each(bodies())(
    'takes a plugin on behalf of a user at %s',
    async (path, body) => {
      const { status } = await backend.post(
        `${path}?dryRun=true`,
        body,
        mockCredentials.service.token({
          onBehalfOf: mockCredentials.user(),
          targetPluginId: 'mesh',
        }),
      );
      expect(status).toBe(200);
    },
  );

  it.each(bodies('mars'))('knows no cluster mars at %s', async (path, body) => {
    const { status, message } = await backend.post(path, body);
    expect(status).toBe(404);
    expect(message).toBe(
      'cluster: there is no cluster mars; choose one of those that Meshport shows',
    );
  });

  it.each(bodies('frozen'))(
    'does not write to a read-only cluster at %s',
    async (path, body) => {
      for (const query of ['', '?dryRun=true']) {
        const { status, message } = await backend.post(path + query, body);
        expect(status).toBe(403);
        expect(message).toContain('writes are switched off for cluster frozen');
      }
    },
  );

  it.each(bodies('gone'))(
    'says that a cluster does not answer at %s',
    async (path, body) => {
      const { status, message } = await backend.post(path, body);
      expect(status).toBe(503);
      expect(message).toBe(
        "cluster: 'gone' does not answer: connection refused; try again when it does",
      );
    },
  );

  it.each([
    ['asked of the cluster', []],
    ['told by the dry-run where namespaces may not be read', ['Namespace']],
  ])('says that a namespace does not exist, %s', async (_how, refuseKinds) => {
    await backend.east.faults.set({ refuseKinds });
    for (const query of ['', '?dryRun=true']) {
      const { status, message } = await backend.post(
        `/egress-gateways${query}`,
        gatewayRequest({ namespace: 'nowhere' }),
      );
      expect(status).toBe(400);
      expect(message).toBe(
        'namespace: nowhere does not exist in cluster east; create it first or choose another',
      );
    }
    await backend.east.faults.set({ clear: true });
  });

  it('wrote nothing in all of this', () => {
    expect(backend.east.objects('VirtualService')).toEqual([]);
    expect(backend.east.objects('Deployment')).toEqual([]);
  });
});

describe('with permissions off', () => {
  it.each([
    [{ permission: { enabled: false } }, 403],
    [{ permission: {} }, 403],
    [
      {
        permission: { enabled: false },
        mesh: { dangerouslyAllowWritesWithoutPermissions: true },
      },
      200,
    ],
  ])('%j answers %d', async (config, expected) => {
    const backend = await startWriteBackend({ config });
    try {
      for (const [path, body] of bodies()) {
        const { status, message } = await backend.post(
          `${path}?dryRun=true`,
          body,
        );
        expect(status).toBe(expected);
        expect(message).toMatch(
          expected === 403 ? /permission\.enabled/ : /^$/,
        );
      }
    } finally {
      await backend.stop();
    }
  });
});

describe('configured kinds', () => {
  it('replace the default', async () => {
    const backend = await startWriteBackend({
      config: { mesh: { apply: { kinds: ['telemetry.istio.io/Telemetry'] } } },
    });
    try {
      const refused = await backend.post(
        '/manifests/apply',
        manifestsRequest([virtualService('a', 'bookinfo')]),
      );
      expect(refused.status).toBe(400);
      expect(refused.message).toContain(
        'networking.istio.io/VirtualService is not on the list',
      );
    } finally {
      await backend.stop();
    }
  });

  it('stop the start when they can never be applied', async () => {
    await expect(
      startWriteBackend({
        config: { mesh: { apply: { kinds: ['core/Secret'] } } },
      }),
    ).rejects.toThrow(
      /mesh\.apply\.kinds: 'core\/Secret' can never be applied/,
    );
  });
});
