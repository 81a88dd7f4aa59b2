import { httpRoutesAsRoutes } from './gatewayApiRoutes';
import { judgePolicies } from './judgePolicies';
import { policyEffects } from './effects';
import { object } from './testObjects';
import { routesTo } from './routes';

const WEB = 'web.shop.svc.cluster.local';
const back = (name: string, more = {}) => ({ name, port: 80, ...more });
const parent = (more = {}) => ({
  kind: 'Service',
  group: '',
  name: 'web',
  ...more,
});

function route(path: string, spec: object) {
  return object('HTTPRoute', path, spec as Record<string, unknown>);
}

const OWN = route('shop/own', {
  parentRefs: [parent()],
  rules: [
    {
      matches: [{ path: { type: 'Exact', value: '/a' } }],
      backendRefs: [back('web', { weight: 9 }), back('next', { weight: 1 })],
    },
    { filters: [{ type: 'RequestRedirect', requestRedirect: {} }] },
  ],
});
const OTHER = route('far/other', {
  parentRefs: [parent({ namespace: 'shop' })],
  rules: [{ backendRefs: [back('web', { namespace: 'shop' })] }],
});
const OUTSIDE = route('edge/outside', {
  parentRefs: [{ name: 'gate' }],
  hostnames: ['shop.example.org'],
  rules: [{ backendRefs: [back('web', { namespace: 'shop' })] }],
});

const input = {
  namespace: 'shop',
  workloads: [{ labels: { app: 'web' }, kind: 'sidecar' as const }],
  services: [
    object('Service', 'shop/web', { selector: { app: 'web' }, ports: [] }),
  ],
  peerAuthentications: [],
  authorizationPolicies: [],
  requestAuthentications: [],
  virtualServices: [],
  destinationRules: [],
  serviceEntries: [],
  sidecars: [],
  httpRoutes: [OWN, OTHER, OUTSIDE],
};

describe('HTTPRoutes as routes', () => {
  it('are told with their rule, weights and whom they are for', () => {
    const rows = routesTo(
      [WEB],
      'shop',
      httpRoutesAsRoutes([OWN, OTHER, OUTSIDE], 'cluster.local'),
    );
    expect(rows).toEqual([
      expect.objectContaining({
        match: expect.stringContaining('caller in namespace far'),
        decidedBy: { kind: 'HTTPRoute', namespace: 'far', name: 'other' },
        field: '/spec/rules/0',
      }),
      expect.objectContaining({
        match: expect.stringContaining('/a'),
        destinations: [
          { host: WEB, port: 80, weight: 9 },
          { host: 'next.shop.svc.cluster.local', port: 80, weight: 1 },
        ],
        decidedBy: { kind: 'HTTPRoute', namespace: 'shop', name: 'own' },
        field: '/spec/rules/0',
      }),
      expect.objectContaining({
        match: expect.stringContaining('answered with a redirect'),
        field: '/spec/rules/1',
      }),
    ]);
  });

  it('are among the routes of a card', () => {
    const owners = judgePolicies(input).routes.map(one => one.decidedBy.name);
    expect(owners).toEqual(['other', 'own', 'own']);
    const [through, ...more] = policyEffects(input).routesHere;
    expect(through).toMatchObject({
      hosts: ['shop.example.org'],
      gateways: ['edge/gate'],
      decidedBy: { kind: 'HTTPRoute', namespace: 'edge', name: 'outside' },
      field: '/spec/rules/0',
    });
    expect(more).toEqual([]);
  });

  it('are not known where they cannot be read', () => {
    const effects = policyEffects({
      ...input,
      unreadable: new Set(['HTTPRoute']),
    });
    expect(effects.routesWhy).toContain('HTTPRoutes could not be read');
  });
});
