import type { KubernetesObject } from '../../resources';
import { askCall } from './askCall';
import { pod, policy, world } from './testWorld';
import type { CallObjects, CallQuestion } from './types';

const DENY = policy('AuthorizationPolicy', 'shop', {
  action: 'DENY',
  rules: [{}],
});
const GET_ONLY = policy('AuthorizationPolicy', 'shop', {
  selector: { matchLabels: { app: 'web' } },
  rules: [{ to: [{ operation: { methods: ['GET'] } }] }],
});

function service(
  name: string,
  ports: object[],
  more: { spec?: object; created?: string } = {},
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      namespace: 'shop',
      name,
      creationTimestamp: more.created ?? '2026-01-01T00:00:00Z',
    },
    spec: { selector: { app: 'web' }, ports, ...more.spec },
  };
}

function ask(
  services: KubernetesObject[],
  question: Partial<CallQuestion> = {},
  more: { policies?: KubernetesObject[]; objects?: Partial<CallObjects> } = {},
) {
  return askCall(
    { ...world(more.policies ?? []), ...more.objects, services },
    {
      from: { namespace: 'shop', name: 'front-1' },
      to: { namespace: 'shop', name: services[0].metadata.name },
      port: 80,
      ...question,
    },
  );
}

const headless = (port: object) =>
  service('pods', [port], { spec: { clusterIP: 'None' } });

describe('headless Services', () => {
  const PLAIN = { from: { namespace: 'far', name: 'plain-1' } };

  it.each([{}, PLAIN])(
    'lead to their own port, where none listens',
    async from => {
      const answer = await ask(
        [headless({ name: 'http', port: 80, targetPort: 8080 })],
        from,
      );
      expect(answer).toMatchObject({ allowed: false, mtls: false });
      expect(answer.why).toContain('port 80 itself');
    },
  );

  it('lead to their own port, where a container listens', async () => {
    const answer = await ask(
      [headless({ name: 'http', port: 8080, targetPort: 9999 })],
      { port: 8080 },
    );
    expect(answer).toMatchObject({ allowed: true, mtls: true });
  });

  const own = { from: { namespace: 'shop', name: 'web-1' }, port: 8080 };
  const pods = headless({ name: 'http', port: 8080 });

  it('lead a workload to itself past its proxy', async () => {
    const answer = await ask([pods], own, { policies: [DENY] });
    expect(answer).toMatchObject({ allowed: true, mtls: false, decidedBy: [] });
  });

  it('lead a workload to itself or to another', async () => {
    const two = world([DENY]).pods.concat({
      ...pod('shop', 'web', { ip: '10.0.0.9' }),
      metadata: { ...pod('shop', 'web').metadata, name: 'web-2' },
    });
    const answer = await ask([pods], own, {
      policies: [DENY],
      objects: { pods: two },
    });
    expect(answer.allowed).toBeUndefined();
    expect(answer.why).toContain('depends on which');
  });

  it('are the only ones that do', async () => {
    const answer = await ask(
      [service('web', [{ name: 'http', port: 80, targetPort: 8080 }])],
      { from: own.from },
      { policies: [DENY] },
    );
    expect(answer.allowed).toBe(false);
  });
});

describe('what a port of a workload speaks', () => {
  const at = (name: string, kind: string, created?: string) =>
    service(name, [{ name: kind, port: 80, targetPort: 8080 }], { created });
  const YOUNG = '2026-06-01T00:00:00Z';

  it.each([
    [
      'the Service called is the oldest',
      at('web', 'http'),
      at('tcp', 'tcp', YOUNG),
      true,
    ],
    [
      'an older Service says TCP',
      at('web', 'http', YOUNG),
      at('tcp', 'tcp'),
      false,
    ],
    [
      'an older Service says HTTP',
      at('web', 'tcp', YOUNG),
      at('old', 'http'),
      true,
    ],
    [
      'of one age the first by host says it',
      at('web', 'http'),
      at('a', 'tcp'),
      false,
    ],
  ])('%s', async (_, called, other, allowed) => {
    const answer = await ask([called, other], {}, { policies: [GET_ONLY] });
    expect(answer.allowed).toBe(allowed);
  });

  it('is what the first port of a Service says that leads there', async () => {
    const both = service('web', [
      { name: 'http', port: 81, targetPort: 8080 },
      { name: 'tcp', port: 80, targetPort: 'web' },
    ]);
    const get = await ask([both], {}, { policies: [GET_ONLY] });
    const post = await ask(
      [both],
      { method: 'POST' },
      { policies: [GET_ONLY] },
    );
    expect([get.allowed, post.allowed]).toEqual([true, false]);
  });

  it('is what the Sidecar of the workload says', async () => {
    const ingress = (protocol: string) =>
      policy('Sidecar', 'shop', {
        workloadSelector: { labels: { app: 'web' } },
        ingress: [{ port: { number: 8080, protocol } }],
      });
    const said = await Promise.all(
      ['HTTP', 'TCP'].map(protocol =>
        ask(
          [at('web', protocol === 'TCP' ? 'http' : 'tcp')],
          {},
          {
            policies: [GET_ONLY, ingress(protocol)],
          },
        ),
      ),
    );
    expect(said.map(one => one.allowed)).toEqual([true, false]);
  });
});

describe('which VirtualService holds', () => {
  const to = (status: number, more: object = {}) =>
    policy('VirtualService', 'shop', {
      hosts: ['web'],
      http: [
        status === 200
          ? { route: [{ destination: { host: 'web' } }] }
          : { directResponse: { status } },
      ],
      ...more,
    });
  const web = service('web', [{ name: 'http', port: 80, targetPort: 8080 }]);

  it.each([
    ['the oldest', [to(404), to(200)], false],
    [
      'one for callers of its namespace alone',
      [to(404), to(200, { exportTo: ['.'] })],
      true,
    ],
    [
      'one for namespaces by name',
      [to(404), to(200, { exportTo: ['shop'] })],
      true,
    ],
    [
      'all, whatever else it says',
      [to(404), to(200, { exportTo: ['*', '.'] })],
      false,
    ],
  ])('%s', async (_, policies, allowed) => {
    expect((await ask([web], {}, { policies })).allowed).toBe(allowed);
  });

  it('sends a call to the only port of a Service where it says none', async () => {
    const other = service('single', [
      { name: 'http', port: 7000, targetPort: 8080 },
    ]);
    const answer = await ask(
      [web, other],
      {},
      {
        policies: [
          policy('VirtualService', 'shop', {
            hosts: ['web'],
            http: [{ route: [{ destination: { host: 'single' } }] }],
          }),
        ],
      },
    );
    expect(answer.allowed).toBe(true);
  });
});
