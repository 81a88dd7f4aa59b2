import { call, pod, policy, world } from './testWorld';

const peer = (mode: string, more: object = {}, namespace = 'shop') =>
  policy('PeerAuthentication', namespace, { mtls: { mode }, ...more });
const rule = (tls: object | undefined, more: object = {}, namespace = 'shop') =>
  policy('DestinationRule', namespace, {
    host: 'web.shop.svc.cluster.local',
    trafficPolicy: { ...(tls ? { tls } : {}), ...more },
  });
const WEB = { selector: { matchLabels: { app: 'web' } } };

/** Title, policies, who calls, port, whether it is allowed and by mutual TLS. */
const CASES: [
  string,
  ReturnType<typeof peer>[],
  'front' | 'plain',
  number,
  boolean,
  boolean,
][] = [
  ['proxies speak mutual TLS by themselves', [], 'front', 80, true, true],
  ['who has no proxy comes as it is', [], 'plain', 80, true, false],
  ['STRICT takes only mutual TLS', [peer('STRICT')], 'plain', 80, false, false],
  ['STRICT with a proxy', [peer('STRICT')], 'front', 9000, true, true],
  [
    'STRICT of the mesh',
    [peer('STRICT', {}, 'istio-system')],
    'plain',
    80,
    false,
    false,
  ],
  [
    'the namespace goes before the mesh',
    [peer('STRICT', {}, 'istio-system'), peer('PERMISSIVE')],
    'plain',
    80,
    true,
    false,
  ],
  [
    'a port goes before the workload',
    [
      peer('STRICT', {
        ...WEB,
        portLevelMtls: { 8080: { mode: 'PERMISSIVE' } },
      }),
    ],
    'plain',
    80,
    true,
    false,
  ],
  [
    'a port’s mode is for the workload’s own port',
    [peer('PERMISSIVE', { ...WEB, portLevelMtls: { 80: { mode: 'STRICT' } } })],
    'plain',
    80,
    true,
    false,
  ],
  ['DISABLE is known to callers', [peer('DISABLE')], 'front', 80, true, false],
  [
    'callers heed the namespace that turns it off, and not the workload',
    [peer('DISABLE'), peer('STRICT', WEB)],
    'front',
    80,
    false,
    false,
  ],
  [
    'callers heed the mesh that turns it off where the namespace says nothing',
    [peer('DISABLE', {}, 'istio-system'), peer('PERMISSIVE', WEB)],
    'front',
    80,
    true,
    false,
  ],
  [
    'callers heed the namespace before the mesh',
    [peer('DISABLE', {}, 'istio-system'), peer('PERMISSIVE')],
    'front',
    80,
    true,
    true,
  ],
  [
    'a DestinationRule that turns TLS off',
    [rule({ mode: 'DISABLE' })],
    'front',
    80,
    true,
    false,
  ],
  [
    'and STRICT',
    [rule({ mode: 'DISABLE' }), peer('STRICT')],
    'front',
    80,
    false,
    false,
  ],
  [
    'ISTIO_MUTUAL against DISABLE',
    [rule({ mode: 'ISTIO_MUTUAL' }), peer('DISABLE')],
    'front',
    80,
    false,
    true,
  ],
  [
    'TLS that is not the mesh’s',
    [rule({ mode: 'SIMPLE' })],
    'front',
    80,
    false,
    false,
  ],
  [
    'settings of a port take the place of the others',
    [
      rule(
        { mode: 'DISABLE' },
        { portLevelSettings: [{ port: { number: 80 }, loadBalancer: {} }] },
      ),
    ],
    'front',
    80,
    true,
    true,
  ],
  [
    'and hold for that port alone',
    [
      rule(
        { mode: 'DISABLE' },
        { portLevelSettings: [{ port: { number: 80 }, loadBalancer: {} }] },
      ),
    ],
    'front',
    9000,
    true,
    false,
  ],
  [
    'a rule of another namespace is not read',
    [rule({ mode: 'DISABLE' }, {}, 'elsewhere')],
    'front',
    80,
    true,
    true,
  ],
];

describe('the connection', () => {
  it.each(CASES)(
    '%s',
    async (_title, policies, caller, port, allowed, mtls) => {
      expect(await call(policies, caller, { port })).toMatchObject({
        allowed,
        mtls,
      });
    },
  );

  it('names the PeerAuthentication that refuses', async () => {
    expect(await call([peer('STRICT')], 'plain')).toMatchObject({
      decidedBy: [
        {
          kind: 'PeerAuthentication',
          namespace: 'shop',
          name: 'peerauthentication',
        },
      ],
    });
  });

  it('lets the caller’s own namespace decide before the Service’s', async () => {
    const rules = [
      rule({ mode: 'DISABLE' }),
      rule({ mode: 'ISTIO_MUTUAL' }, {}, 'far'),
    ];
    expect((await call(rules, 'front')).mtls).toBe(false);
    expect((await call(rules, 'other')).mtls).toBe(true);
  });

  it('enforces nothing before a workload without a proxy', async () => {
    const question = { to: { namespace: 'far', name: 'bare' } };
    const policies = [
      policy('AuthorizationPolicy', 'far', { action: 'DENY', rules: [{}] }),
      peer('STRICT', {}, 'far'),
    ];
    expect(await call(policies, 'front', question)).toMatchObject({
      allowed: true,
      mtls: false,
    });
    const opened = policy('DestinationRule', 'far', {
      host: 'bare',
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    });
    expect(await call([opened], 'front', question)).toMatchObject({
      allowed: false,
      decidedBy: [{ kind: 'DestinationRule' }],
    });
  });

  it('goes past the proxy on ports that are left out of capture', async () => {
    const { pods } = world();
    const annotations = {
      'traffic.sidecar.istio.io/excludeInboundPorts': '8080, 1',
    };
    const answer = await call(
      [peer('STRICT')],
      'plain',
      {},
      {
        pods: pods.map(one =>
          one.metadata.name === 'web-1'
            ? pod('shop', 'web', { annotations })
            : one,
        ),
      },
    );
    expect(answer.allowed).toBe(true);
  });

  it('says that it depends where workloads differ', async () => {
    const answer = await call(
      [peer('STRICT', { selector: { matchLabels: { version: 'v2' } } })],
      'plain',
      {},
      {
        pods: [
          ...world().pods,
          { ...pod('shop', 'web', { labels: { version: 'v2' } }) },
        ],
      },
    );
    expect(answer.allowed).toBeUndefined();
    expect(answer.why).toMatch(/depends/);
  });

  it('refuses where no workload is ready, and where there is no such port', async () => {
    const pods = world().pods.filter(
      ({ metadata }) => metadata.name !== 'web-1',
    );
    expect((await call([], 'front', {}, { pods })).allowed).toBe(false);
    expect((await call([], 'front', { port: 81 })).allowed).toBe(false);
  });
});
