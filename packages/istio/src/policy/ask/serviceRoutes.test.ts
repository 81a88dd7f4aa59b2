import type { KubernetesObject } from '../../resources';
import { askCall } from './askCall';
import { policy, service, world } from './testWorld';
import type { CallQuestion } from './types';

let made = 0;

function httpRoute(
  namespace: string,
  rules: object[],
  parent: object = {},
): KubernetesObject {
  made += 1;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: {
      name: `route-${made}`,
      namespace,
      creationTimestamp: new Date(1.7e12 + made * 1000).toISOString(),
    },
    spec: {
      parentRefs: [
        {
          group: '',
          kind: 'Service',
          namespace: 'shop',
          name: 'web',
          ...parent,
        },
      ],
      rules,
    },
  };
}

const under = (value: string) => ({ matches: [{ path: { value } }] });
const back = (name: string, more: object = {}) => ({
  backendRefs: [{ name, port: 80, ...more }],
});

function ask(
  httpRoutes: KubernetesObject[],
  question: Partial<CallQuestion> = {},
  policies: KubernetesObject[] = [],
  more: { from?: string } = {},
) {
  const objects = world(policies);
  const far = { namespace: 'far', name: `${more.from}-1` };
  return askCall(
    {
      ...objects,
      services: [...objects.services, service('shop', 'front')],
      httpRoutes,
    },
    {
      from: more.from ? far : { namespace: 'shop', name: 'front-1' },
      to: { namespace: 'shop', name: 'web' },
      port: 80,
      ...question,
    },
  );
}

describe('HTTPRoutes of a Service', () => {
  it('refuse what no rule takes, and name themselves', async () => {
    const [route] = [httpRoute('shop', [{ ...under('/a'), ...back('web') }])];
    expect((await ask([route], { path: '/a/b' })).allowed).toBe(true);
    expect(await ask([route], { path: '/ab' })).toMatchObject({
      allowed: false,
      decidedBy: [{ kind: 'HTTPRoute', name: route.metadata.name }],
    });
  });

  it('are merged, the longest path first', async () => {
    const routes = [
      httpRoute('shop', [{ ...under('/a'), ...back('web') }]),
      httpRoute('shop', [
        {
          ...under('/a/b'),
          filters: [{ type: 'RequestRedirect', requestRedirect: {} }],
        },
      ]),
    ];
    expect((await ask(routes, { path: '/a' })).allowed).toBe(true);
    expect(await ask(routes, { path: '/a/b' })).toMatchObject({
      allowed: false,
      decidedBy: [{ kind: 'HTTPRoute', name: routes[1].metadata.name }],
    });
  });

  it('hold for the port that they name', async () => {
    const route = httpRoute('shop', [{ ...under('/a'), ...back('web') }], {
      port: 80,
    });
    expect((await ask([route], { path: '/x' })).allowed).toBe(false);
    expect((await ask([route], { path: '/x', port: 9000 })).allowed).toBe(true);
  });

  it('of another namespace hold for its callers alone', async () => {
    const route = httpRoute('far', [{ ...under('/a'), ...back('bare') }]);
    const other = await ask([route], { path: '/x' }, [], { from: 'other' });
    const front = await ask([route], { path: '/x' });
    const plain = await ask([route], { path: '/x' }, [], { from: 'plain' });
    expect([other, front, plain].map(one => one.allowed)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('go before a VirtualService only by age or for their own namespace', async () => {
    const answers = policy('VirtualService', 'shop', {
      hosts: ['web'],
      http: [{ directResponse: { status: 404 } }],
    });
    const younger = { ...httpRoute('shop', [{ ...back('web') }]) };
    younger.metadata = {
      ...younger.metadata,
      creationTimestamp: '2099-01-01T00:00:00Z',
    };
    expect((await ask([younger], {}, [answers])).allowed).toBe(false);
  });

  it.each([
    ['a Service that is not there', back('gone')],
    ['no Service', { backendRefs: [] }],
  ])('answer 500 for %s', async (_, rule) => {
    expect((await ask([httpRoute('shop', [rule])])).allowed).toBe(false);
  });

  it('lead to another namespace without a grant', async () => {
    const route = httpRoute('shop', [back('bare', { namespace: 'far' })]);
    const answer = await ask([route]);
    expect(answer).toMatchObject({ allowed: true, mtls: false });
  });

  it('show policies the path that they rewrite', async () => {
    const deny = policy('AuthorizationPolicy', 'shop', {
      action: 'DENY',
      rules: [{ to: [{ operation: { paths: ['/closed'] } }] }],
    });
    const route = httpRoute('shop', [
      {
        filters: [
          {
            type: 'URLRewrite',
            urlRewrite: {
              path: { type: 'ReplaceFullPath', replaceFullPath: '/closed' },
            },
          },
        ],
        ...back('web'),
      },
    ]);
    expect((await ask([route], { path: '/open' }, [deny])).allowed).toBe(false);
  });
});
