import type { KubernetesObject } from '../resources';
import { effectiveMutualTls } from './mutualTls';
import { object } from './testObjects';

const RATINGS = { app: 'ratings', version: 'v1' };

function policy(
  path: string,
  mode: string | undefined,
  more: {
    selector?: Record<string, string>;
    ports?: Record<string, string>;
    created?: string;
  } = {},
): KubernetesObject {
  return object(
    'PeerAuthentication',
    path,
    {
      ...(more.selector ? { selector: { matchLabels: more.selector } } : {}),
      ...(mode ? { mtls: { mode } } : {}),
      ...(more.ports
        ? {
            portLevelMtls: Object.fromEntries(
              Object.entries(more.ports).map(([port, one]) => [
                port,
                { mode: one },
              ]),
            ),
          }
        : {}),
    },
    { creationTimestamp: more.created ?? '2026-01-01T00:00:00Z' },
  );
}

const MESH = policy('istio-system/default', 'STRICT');

/** `port mode from decider` of each verdict. */
function told(policies: KubernetesObject[], namespace = 'bookinfo') {
  return effectiveMutualTls(policies, namespace, RATINGS).map(
    ({ port, mode, from, decidedBy }) =>
      [
        port ?? '*',
        mode,
        from,
        decidedBy ? `${decidedBy.namespace}/${decidedBy.name}` : '-',
      ].join(' '),
  );
}

describe('effectiveMutualTls', () => {
  it.each<[string, KubernetesObject[], string[]]>([
    ['nothing', [], ['* PERMISSIVE default -']],
    ['the mesh', [MESH], ['* STRICT mesh istio-system/default']],
    [
      'the namespace before the mesh',
      [MESH, policy('bookinfo/ns', 'PERMISSIVE')],
      ['* PERMISSIVE namespace bookinfo/ns'],
    ],
    [
      'the workload before the namespace',
      [
        MESH,
        policy('bookinfo/ns', 'PERMISSIVE'),
        policy('bookinfo/wl', 'DISABLE', { selector: { app: 'ratings' } }),
      ],
      ['* DISABLE workload bookinfo/wl'],
    ],
    [
      'a port before the workload',
      [
        policy('bookinfo/wl', 'STRICT', {
          selector: { app: 'ratings' },
          ports: { '9090': 'DISABLE', '8080': 'PERMISSIVE' },
        }),
      ],
      [
        '* STRICT workload bookinfo/wl',
        '8080 PERMISSIVE port bookinfo/wl',
        '9090 DISABLE port bookinfo/wl',
      ],
    ],
    [
      'a port alone, the rest inherited',
      [
        MESH,
        policy('bookinfo/wl', undefined, {
          selector: { app: 'ratings' },
          ports: { '8080': 'PERMISSIVE' },
        }),
      ],
      [
        '* STRICT mesh istio-system/default',
        '8080 PERMISSIVE port bookinfo/wl',
      ],
    ],
    [
      'an UNSET port inherits',
      [
        MESH,
        policy('bookinfo/wl', 'PERMISSIVE', {
          selector: { app: 'ratings' },
          ports: { '8080': 'UNSET' },
        }),
      ],
      [
        '* PERMISSIVE workload bookinfo/wl',
        '8080 PERMISSIVE workload bookinfo/wl',
      ],
    ],
    [
      'UNSET at the namespace inherits',
      [MESH, policy('bookinfo/ns', 'UNSET')],
      ['* STRICT mesh istio-system/default'],
    ],
    [
      'a namespace policy without mtls inherits',
      [MESH, policy('bookinfo/ns', undefined)],
      ['* STRICT mesh istio-system/default'],
    ],
    [
      'UNSET at every level',
      [policy('istio-system/m', 'UNSET'), policy('bookinfo/ns', 'UNSET')],
      ['* PERMISSIVE default -'],
    ],
    [
      'ports without a selector count nowhere',
      [policy('bookinfo/ns', 'STRICT', { ports: { '8080': 'DISABLE' } })],
      ['* STRICT namespace bookinfo/ns'],
    ],
    [
      'another workload',
      [policy('bookinfo/wl', 'STRICT', { selector: { app: 'reviews' } })],
      ['* PERMISSIVE default -'],
    ],
    [
      'a selector of which one label fails',
      [
        policy('bookinfo/wl', 'STRICT', {
          selector: { app: 'ratings', version: 'v2' },
        }),
      ],
      ['* PERMISSIVE default -'],
    ],
    [
      'an empty selector is the namespace',
      [policy('bookinfo/ns', 'STRICT', { selector: {} })],
      ['* STRICT namespace bookinfo/ns'],
    ],
    [
      'another namespace',
      [policy('other/ns', 'STRICT')],
      ['* PERMISSIVE default -'],
    ],
    [
      'a selector in the root namespace counts nowhere',
      [policy('istio-system/wl', 'STRICT', { selector: { app: 'ratings' } })],
      ['* PERMISSIVE default -'],
    ],
    [
      'the oldest of two for the mesh',
      [
        policy('istio-system/a', 'STRICT', { created: '2026-01-02T00:00:00Z' }),
        policy('istio-system/b', 'DISABLE', {
          created: '2026-01-01T00:00:00Z',
        }),
      ],
      ['* DISABLE mesh istio-system/b'],
    ],
    [
      'the oldest of two for the workload, though the newer has more labels',
      [
        policy('bookinfo/a', 'STRICT', {
          selector: RATINGS,
          created: '2026-01-02T00:00:00Z',
        }),
        policy('bookinfo/b', 'DISABLE', {
          selector: { app: 'ratings' },
          created: '2026-01-01T00:00:00Z',
        }),
      ],
      ['* DISABLE workload bookinfo/b'],
    ],
    [
      'by name where both are as old',
      [policy('bookinfo/b', 'DISABLE'), policy('bookinfo/a', 'STRICT')],
      ['* STRICT namespace bookinfo/a'],
    ],
    [
      'the oldest although it is UNSET',
      [
        policy('bookinfo/a', 'UNSET', { created: '2026-01-01T00:00:00Z' }),
        policy('bookinfo/b', 'DISABLE', { created: '2026-01-02T00:00:00Z' }),
      ],
      ['* PERMISSIVE default -'],
    ],
  ])('%s', (_, policies, expected) => {
    expect(told(policies)).toEqual(expected);
    expect(told([...policies].reverse())).toEqual(expected);
  });

  it('takes the root namespace for the mesh, also for its own workloads', () => {
    expect(told([MESH], 'istio-system')).toEqual([
      '* STRICT mesh istio-system/default',
    ]);
  });

  it('goes by the root namespace that it is told', () => {
    expect(
      effectiveMutualTls([MESH], 'bookinfo', RATINGS, 'mesh-config'),
    ).toEqual([{ mode: 'PERMISSIVE', from: 'default' }]);
  });
});
