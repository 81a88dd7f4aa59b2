import type { KubernetesObject } from '../../resources';
import { askCall } from './askCall';
import { policy, service, world } from './testWorld';
import type { CallObjects } from './types';

const entry = (
  name: string,
  spec: object,
  metadata: object = {},
): KubernetesObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'WorkloadEntry',
  metadata: { name, namespace: 'shop', ...metadata },
  spec: { address: '10.0.9.1', labels: { app: 'legacy' }, ...spec },
});
const joined = entry(
  'legacy-10.0.9.1',
  { serviceAccount: 'legacy' },
  { annotations: { 'istio.io/autoRegistrationGroup': 'legacy' } },
);
const FROM_MACHINE = {
  from: { namespace: 'shop', name: 'legacy-10.0.9.1' },
  to: { namespace: 'shop', name: 'web' },
  port: 80,
};
const TO_MACHINE = {
  from: { namespace: 'shop', name: 'front-1' },
  to: { namespace: 'shop', name: 'legacy' },
  port: 80,
};

function withMachine(
  policies: KubernetesObject[],
  machine = joined,
): CallObjects {
  const objects = world(policies);
  return {
    ...objects,
    services: [...objects.services, service('shop', 'legacy')],
    workloadEntries: [machine],
  };
}

const only = (principals: string[]) =>
  policy('AuthorizationPolicy', 'shop', {
    rules: [{ from: [{ source: { principals } }] }],
  });
const strict = policy('PeerAuthentication', 'shop', {
  mtls: { mode: 'STRICT' },
});

describe('virtual machines', () => {
  it('call with the identity of their entry', async () => {
    const own = only(['cluster.local/ns/shop/sa/legacy']);
    expect(
      await askCall(withMachine([own, strict]), FROM_MACHINE),
    ).toMatchObject({ allowed: true, mtls: true });
    const other = only(['cluster.local/ns/shop/sa/front']);
    expect(await askCall(withMachine([other]), FROM_MACHINE)).toMatchObject({
      allowed: false,
      mtls: true,
    });
  });

  it('are also named by their group', async () => {
    const named = {
      ...FROM_MACHINE,
      from: { namespace: 'shop', name: 'legacy' },
    };
    expect((await askCall(withMachine([strict]), named)).allowed).toBe(true);
  });

  it('are told from pods of the same name by their kind', async () => {
    const { from } = FROM_MACHINE;
    const asPod = { ...FROM_MACHINE, from: { ...from, kind: 'Pod' as const } };
    expect((await askCall(withMachine([]), asPod)).allowed).toBeUndefined();
    const kind = 'WorkloadEntry' as const;
    const asEntry = { ...FROM_MACHINE, from: { ...from, kind } };
    expect((await askCall(withMachine([]), asEntry)).allowed).toBe(true);
  });

  it('call as their labels say', async () => {
    const scope = policy('Sidecar', 'shop', {
      workloadSelector: { labels: { app: 'legacy' } },
      egress: [{ hosts: ['far/*'] }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    });
    expect(await askCall(withMachine([scope]), FROM_MACHINE)).toMatchObject({
      allowed: false,
      decidedBy: [{ kind: 'Sidecar' }],
    });
  });

  it('are called as pods are', async () => {
    const deny = policy('AuthorizationPolicy', 'shop', {
      selector: { matchLabels: { app: 'legacy' } },
      action: 'DENY',
      rules: [{ to: [{ operation: { paths: ['/admin'] } }] }],
    });
    const objects = withMachine([deny, strict]);
    expect(await askCall(objects, TO_MACHINE)).toMatchObject({
      allowed: true,
      mtls: true,
    });
    expect(
      (await askCall(objects, { ...TO_MACHINE, path: '/admin' })).allowed,
    ).toBe(false);
  });

  it('have no proxy where nothing says so', async () => {
    const bare = entry('bare', {});
    const denied = policy('AuthorizationPolicy', 'shop', {});
    expect(
      await askCall(withMachine([denied], bare), TO_MACHINE),
    ).toMatchObject({
      allowed: true,
      mtls: false,
    });
    expect(
      await askCall(withMachine([strict], bare), {
        ...FROM_MACHINE,
        from: { namespace: 'shop', name: 'bare' },
      }),
    ).toMatchObject({ allowed: false, mtls: false });
  });

  it('are found by nobody who has no proxy', async () => {
    const question = {
      ...TO_MACHINE,
      from: { namespace: 'far', name: 'plain-1' },
    };
    expect(await askCall(withMachine([]), question)).toMatchObject({
      allowed: false,
      decidedBy: [{ kind: 'Service' }],
    });
  });

  it('that are known to be unhealthy are not called', async () => {
    const sick = {
      ...joined,
      status: { conditions: [{ type: 'Healthy', status: 'False' }] },
    };
    expect(await askCall(withMachine([], sick), TO_MACHINE)).toMatchObject({
      allowed: false,
      decidedBy: [{ kind: 'Service' }],
    });
  });
});
