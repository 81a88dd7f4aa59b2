import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { eventually } from '../../__testUtils__/devMesh';
import {
  ALLOW,
  Decide,
  DENY,
  RequestBackend,
  startRequestBackend,
} from '../../requests/__testUtils__/startRequestBackend';
import { CONTROL_PLANE } from '../__testUtils__/controlPlane';

// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

const ann = 'user:default/ann';
const bob = 'user:default/bob';

const POLICY = {
  name: 'machines',
  kinds: ['vm-onboarding', 'vm-cut-off'],
  approval: 'required',
  approverGroups: ['platform'],
};

const MACHINES = {
  name: 'ratings-vm',
  namespace: 'bookinfo',
  app: 'ratings',
  ports: [{ name: 'http', number: 9080 }],
  probe: { tcpSocket: { port: 9080 } },
  service: { kind: 'Service', name: 'ratings' },
  subsets: {},
};

/** As istiod writes it when a machine connects. */
function entry(at: string, more: object = {}, status?: object) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      name: 'ratings-vm-10.0.0.7',
      namespace: 'bookinfo',
      labels: { app: 'ratings' },
      annotations: {
        'istio.io/autoRegistrationGroup': 'ratings-vm',
        'istio.io/workloadController': 'istiod-1',
        'istio.io/connectedAt': at,
        ...more,
      },
    },
    spec: { address: '10.0.0.7', serviceAccount: 'ratings-vm' },
    ...(status ? { status } : {}),
  };
}

const HEALTHY = { conditions: [{ type: 'Healthy', status: 'True' }] };
const ILL = {
  conditions: [
    { type: 'Healthy', status: 'False', message: 'connection refused' },
  ],
};

describe('how far machines are', () => {
  let backend: RequestBackend;
  let decide: Decide = () => ALLOW;
  let id: string;

  beforeAll(async () => {
    backend = await startRequestBackend({
      policies: [POLICY],
      objects: CONTROL_PLANE,
      decide: (user, permission) => decide(user, permission),
    });
    await backend.judged();
  });
  beforeEach(() => {
    decide = () => ALLOW;
  });
  afterAll(() => backend.stop());

  const progress = async (of = id) => {
    const { status, body, message } = await backend.call(
      'get',
      `/requests/${of}/virtual-machines`,
    );
    expect([status, message]).toEqual([200, '']);
    return body;
  };
  const states = ({ steps }: any) =>
    Object.fromEntries(steps.map((one: any) => [one.name, one.state]));
  const ask = async (body: object) => {
    const { body: made, message } = await backend.call('post', '/requests', {
      as: ann,
      body,
    });
    expect(message).toBe('');
    return made;
  };
  const approve = async ({ id: of, contentHash }: any) => {
    const { message } = await backend.call('post', `/requests/${of}/approve`, {
      as: bob,
      body: { contentHash },
    });
    expect(message).toBe('');
  };
  const applied = (of: string) =>
    eventually(async () => {
      await backend.ring();
      const { body } = await backend.call('get', `/requests/${of}`);
      expect(body.history).toContainEqual(
        expect.objectContaining({ type: 'applied' }),
      );
    }, 45_000);
  const find = (kind: string, name: string, namespace = 'bookinfo') =>
    backend.east
      .objects(kind, namespace)
      .find((one: any) => one.metadata.name === name) as any;

  it('follows a machine from the request to health', async () => {
    const asked = await ask({
      kind: 'vm-onboarding',
      parameters: { cluster: 'east', machines: MACHINES },
    });
    id = asked.id;
    const waiting = await progress();
    expect(states(waiting)).toEqual({
      approved: 'now',
      prepared: 'waiting',
      code: 'waiting',
      redeemed: 'waiting',
      registered: 'waiting',
      connected: 'waiting',
      healthy: 'waiting',
    });
    expect(waiting.machines).toEqual([]);
    expect(waiting.causes).toEqual([]);
    expect(waiting.uninstallLine).toMatch(/dpkg -r istio-sidecar/);

    await approve(asked);
    await applied(id);
    expect(states(await progress())).toMatchObject({
      approved: 'done',
      prepared: 'done',
      code: 'now',
    });

    const { status } = await backend.call('post', `/requests/${id}/vm-bundle`, {
      as: ann,
      body: { internalIP: '10.0.0.7' },
    });
    expect(status).toBe(200);
    expect(states(await progress())).toMatchObject({
      code: 'done',
      redeemed: 'done',
      registered: 'now',
    });

    const at = new Date().toISOString();
    backend.east.apply(entry(at));
    await eventually(async () => {
      const now = await progress();
      expect(states(now)).toMatchObject({
        registered: 'done',
        connected: 'done',
        healthy: 'now',
      });
      expect(now.machines).toEqual([
        expect.objectContaining({
          name: 'ratings-vm-10.0.0.7',
          address: '10.0.0.7',
          state: 'joined',
          connectedSince: at,
        }),
      ]);
    });

    backend.east.apply(entry(at, {}, ILL));
    await eventually(async () => {
      const now = await progress();
      expect(now.machines[0]).toMatchObject({
        state: 'unhealthy',
        text: 'Connection refused.',
      });
      expect(now.shift).toMatchObject({
        refused: expect.stringContaining('not healthy'),
      });
      expect(now.shift.next).toBeUndefined();
    });

    backend.east.apply(entry(at, {}, HEALTHY));
    await eventually(async () => {
      const now = await progress();
      expect(states(now).healthy).toBe('done');
      expect(now.machines[0].state).toBe('healthy');
    });
    await backend.until(id, 'ready');
  });

  it('answers 304 while nothing changes', async () => {
    const fetchIt = (headers: Record<string, string> = {}) =>
      request(`http://localhost:${backend.port}`)
        .get(`/api/mesh/requests/${id}/virtual-machines`)
        .set('Authorization', `Bearer ${mockCredentials.user.token(ann)}`)
        .set(headers);
    const { headers } = await fetchIt();
    expect(headers['mesh-revision']).toMatch(/^east=/);
    const again = await fetchIt({ 'If-None-Match': headers.etag });
    expect(again.status).toBe(304);
  });

  it('refuses who may not see it', async () => {
    decide = (_, permission) =>
      permission === 'mesh.namespace.read' ? DENY : ALLOW;
    const denied = await backend.call(
      'get',
      `/requests/${id}/virtual-machines`,
    );
    expect(denied.status).toBe(403);
    decide = (_, permission) =>
      permission === 'mesh.request.read' ? DENY : ALLOW;
    const hidden = await backend.call(
      'get',
      `/requests/${id}/virtual-machines`,
    );
    expect(hidden.status).toBe(404);
    expect(backend.audits).toContainEqual(
      expect.objectContaining({
        eventId: 'virtual-machine-progress-fetch',
        outcome: 'fail',
      }),
    );
  });

  it('shifts calls step by step, and refuses a jump and ill machines', async () => {
    const { shift } = await progress();
    expect(shift.percent).toBeUndefined();
    expect(shift.next.percent).toBe(1);
    const first = await ask(shift.next.request);
    await backend.until(first.id, 'ready');
    expect(find('VirtualService', 'ratings-vm').spec.http[0].route).toEqual([
      expect.objectContaining({ weight: 1 }),
      expect.objectContaining({ weight: 99 }),
    ]);
    await eventually(async () => {
      const { shift: now } = await progress();
      expect(now).toMatchObject({
        percent: 1,
        next: { percent: 5 },
        back: { percent: 0 },
      });
    });

    const to = (machinesPercent: unknown) =>
      backend.call('post', '/requests', {
        as: ann,
        body: {
          ...shift.next.request,
          parameters: { ...shift.next.request.parameters, machinesPercent },
        },
      });
    expect((await to(50)).message).toMatch(/the next step is 5/);
    expect((await to(1)).message).toMatch(/1 per cent go to machines already/);
    expect((await to(101)).message).toMatch(/^machinesPercent: /);
    expect((await to('5')).message).toMatch(/^machinesPercent: /);

    const connectedAt = (await progress()).machines[0].connectedSince;
    backend.east.apply(entry(connectedAt, {}, ILL));
    expect((await to(5)).message).toMatch(/not healthy. Connection refused/);
    const back = await to(0);
    expect(back.message).toBe('');
    await backend.until(back.body.id, 'ready');
    expect(
      find('VirtualService', 'ratings-vm').spec.http[0].route[0],
    ).toMatchObject({ destination: { subset: 'container' } });
    backend.east.apply(entry(connectedAt, {}, HEALTHY));
  });

  it('takes no step in a namespace without the permission', async () => {
    decide = (_, permission) =>
      permission === 'mesh.virtualMachine.request' ? DENY : ALLOW;
    const { shift } = await progress();
    expect(shift.mayNot).toMatch(/mesh.virtualMachine.request/);
    expect(shift.next).toBeUndefined();
  });

  it('denies the identity of the machines, and lets them in again', async () => {
    const { cutOff } = await progress();
    expect(cutOff).toMatchObject({
      state: 'none',
      identity: 'ns/bookinfo/sa/ratings-vm',
      sharedWith: [],
    });
    const asked = await ask(cutOff.request);
    expect(asked.status).toBe('requested');
    expect(asked.plan.statements[0]).toMatch(/every workload of the mesh/);
    expect(asked.findings.map((one: any) => one.code)).toContain(
      'VM_CUT_OFF_PLAIN_TEXT',
    );
    expect((await progress()).cutOff).toMatchObject({
      state: 'asked',
      requestId: asked.id,
    });
    await approve(asked);
    await backend.until(asked.id, 'ready');
    const name = 'vm-cut-off.bookinfo.ratings-vm';
    expect(
      find('AuthorizationPolicy', name, 'istio-system').spec,
    ).toMatchObject({
      action: 'DENY',
      rules: [
        { from: [{ source: { principals: ['*/ns/bookinfo/sa/ratings-vm'] } }] },
      ],
    });
    await eventually(async () => {
      expect((await progress()).cutOff).toMatchObject({
        state: 'inForce',
        requestId: asked.id,
      });
    });
    await backend.call('post', `/requests/${asked.id}/retire`, {
      as: ann,
      body: {},
    });
    await backend.until(asked.id, 'retired');
    expect(find('AuthorizationPolicy', name, 'istio-system')).toBeUndefined();
  });

  it('names who else would be shut out', async () => {
    backend.east.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'reviews-1', namespace: 'bookinfo' },
      spec: {
        serviceAccountName: 'ratings-vm',
        containers: [{ name: 'app', image: 'app' }],
      },
    });
    await eventually(async () => {
      const { cutOff } = await progress();
      expect(cutOff.sharedWith).toEqual(['pod bookinfo/reviews-1']);
      const { evenIfShared, ...parameters } = cutOff.request.parameters;
      expect(evenIfShared).toBe(true);
      const { status, message } = await backend.call('post', '/requests', {
        as: ann,
        body: { ...cutOff.request, parameters },
      });
      expect(status).toBe(400);
      expect(message).toMatch(/^evenIfShared: pod bookinfo\/reviews-1/);
    });
  });

  it('remembers a machine whose entry istiod has deleted', async () => {
    // It looks once a second; who was there for less is not remembered.
    await eventually(async () => {
      expect(await backend.dump()).toContain('"name":"ratings-vm-10.0.0.7"');
    }, 45_000);
    backend.east.remove('WorkloadEntry', 'bookinfo', 'ratings-vm-10.0.0.7');
    await eventually(async () => {
      const now = await progress();
      expect(now.machines).toEqual([
        expect.objectContaining({
          name: 'ratings-vm-10.0.0.7',
          address: '10.0.0.7',
          state: 'disconnected',
          since: expect.any(String),
        }),
      ]);
    }, 45_000);
  });

  it('retires, keeps an account that others use, and raises an alarm when a machine comes back', async () => {
    const { message } = await backend.call('post', `/requests/${id}/retire`, {
      as: ann,
      body: {},
    });
    expect(message).toBe('');
    await backend.until(id, 'retired');
    for (const [kind, name] of [
      ['WorkloadGroup', 'ratings-vm'],
      ['VirtualService', 'ratings-vm'],
      ['DestinationRule', 'ratings-vm'],
      ['Service', 'ratings'],
    ]) {
      expect([kind, find(kind, name)]).toEqual([kind, undefined]);
    }
    expect(find('ServiceAccount', 'ratings-vm')).toBeDefined();
    const retired = await progress();
    expect(retired.alarms).toEqual([]);
    expect(retired.retireText.join(' ')).toMatch(/does not revoke/);

    const at = new Date(Date.now() + 1000).toISOString();
    backend.east.apply(entry(at));
    await eventually(async () => {
      expect((await progress()).alarms).toEqual([
        expect.objectContaining({
          machine: 'ratings-vm-10.0.0.7',
          address: '10.0.0.7',
          connectedAt: at,
          isOn: true,
        }),
      ]);
    }, 45_000);
    const told = () =>
      backend.notifications.filter(
        one => one.payload.topic === 'mesh-virtual-machines',
      );
    await eventually(async () => expect(told()).toHaveLength(1));
    expect(told()[0]).toMatchObject({
      recipients: { entityRef: expect.arrayContaining([ann]) },
      payload: { severity: 'critical', link: `/mesh/requests/${id}` },
    });
    backend.east.remove('WorkloadEntry', 'bookinfo', 'ratings-vm-10.0.0.7');
    await eventually(async () => {
      expect((await progress()).alarms[0].isOn).toBe(false);
    }, 45_000);
    expect(told()).toHaveLength(1);
  });

  it('says why a machine is silent, also when the request went back to its approvers', async () => {
    const asked = await ask({
      kind: 'vm-onboarding',
      parameters: {
        cluster: 'east',
        machines: {
          ...MACHINES,
          name: 'late-vm',
          service: undefined,
          subsets: undefined,
        },
      },
    });
    await approve(asked);
    await applied(asked.id);
    const download = () =>
      backend.call('post', `/requests/${asked.id}/vm-bundle`, {
        as: ann,
        body: {},
      });
    expect((await download()).status).toBe(200);
    expect((await progress(asked.id)).causes).toEqual([]);

    const group = find('WorkloadGroup', 'late-vm');
    group.spec.template.serviceAccount = 'other';
    backend.east.apply(group);
    const codes = async () =>
      (await progress(asked.id)).causes.map((one: any) => one.code);
    await eventually(async () =>
      expect(await codes()).toEqual(['SERVICE_ACCOUNT']),
    );
    expect((await download()).status).toBe(409);
    const { body } = await backend.call('get', `/requests/${asked.id}`);
    expect(body.status).toBe('requested');
    backend.east.remove('WorkloadGroup', 'bookinfo', 'late-vm');
    await eventually(async () =>
      expect(await codes()).toEqual(['GROUP_MISSING']),
    );
  });
});
