import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  ALLOW,
  DENY,
  egressRequest,
  PLATFORM_APPROVES,
  RequestBackend,
  startRequestBackend,
} from './__testUtils__/startRequestBackend';
import { manifestsRequest } from '../manifests/__testUtils__/requests';
import { mockCredentials } from '@backstage/backend-test-utils';

// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

const [ann, dan, bob, zoe, cat, both, lea, eve] = [
  'ann',
  'dan',
  'bob',
  'zoe',
  'cat',
  'both',
  'lea',
  'eve',
].map(name => `user:default/${name}`);

const conditional = (rule: string, params: object): PolicyDecision => ({
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'mesh',
  resourceType: 'mesh-request',
  conditions: { rule, resourceType: 'mesh-request', params: params as any },
});

/**
 * lea may do all of it but only in namespaces of team-payments, eve only reads
 * her own; nobody but bob and both may apply directly.
 */
function decide(user: string, permission: string) {
  if (permission === 'mesh.namespace.apply') {
    return [bob, both].includes(user) ? ALLOW : DENY;
  }
  if (!permission.startsWith('mesh.request.')) {
    return ALLOW;
  }
  if (user === lea) {
    return conditional('IS_REQUEST_OWNER', {
      claims: ['Group:default/team-payments'],
    });
  }
  if (user === eve) {
    return permission === 'mesh.request.read'
      ? conditional('IS_REQUEST_REQUESTER', { claims: [eve] })
      : DENY;
  }
  if (permission === 'mesh.request.retire' && [ann, dan].includes(user)) {
    return DENY;
  }
  return ALLOW;
}

describe('who may do what with requests', () => {
  let backend: RequestBackend;
  let count = 0;

  beforeAll(async () => {
    backend = await startRequestBackend({
      decide,
      policies: [
        {
          name: 'two-pairs-of-eyes',
          kinds: ['egress-gateway'],
          namespaces: ['shop'],
          approval: 'required',
          approverGroups: ['platform'],
          beneficiaryOwnerAgrees: false,
        },
        {
          name: 'no-gateways-but-git',
          kinds: ['egress-gateway'],
          namespaces: ['payments'],
          approval: 'notNeeded',
          delivery: ['git'],
        },
        PLATFORM_APPROVES,
        {
          name: 'yaml',
          kinds: ['manifests'],
          namespaces: ['bookinfo'],
          approval: 'required',
          approverGroups: ['security'],
          beneficiaryOwnerAgrees: true,
        },
      ],
    });
  });
  afterAll(() => backend.stop());

  const create = (
    as: string,
    gateway: object = {},
    more: object = {},
    via?: string,
  ) => {
    count += 1;
    return backend.call('post', '/requests', {
      as,
      via,
      body: egressRequest(
        { name: `gw-${count}`, host: `h${count}.example`, ...gateway },
        more,
      ),
    });
  };
  const step = (
    id: string,
    verb: string,
    how: { as?: string; via?: string; token?: string },
    body: object,
  ) => backend.call('post', `/requests/${id}/${verb}`, { ...how, body });

  describe('approving', () => {
    let request: any;
    beforeAll(async () => {
      ({ body: request } = await create(ann));
      // The plan as it is now is dan's.
      ({ body: request } = await step(
        request.id,
        'edit',
        { as: dan },
        {
          contentHash: request.contentHash,
          parameters: egressRequest({ name: 'edited', host: 'edited.example' })
            .parameters,
        },
      ));
    });

    it.each<[string, any, any, number, RegExp]>([
      ['the requester', { as: ann }, {}, 403, /asked for this yourself/],
      ['the last editor', { as: dan }, {}, 403, /made the plan as it is now/],
      [
        'somebody of another group',
        { as: cat },
        {},
        403,
        /only members of group:default\/platform/,
      ],
      [
        'a template that an approver runs',
        { as: bob, via: 'plugin:scaffolder' },
        {},
        403,
        /person's own call.*plugin:scaffolder/,
      ],
      [
        'an agent that acts for an approver',
        { as: bob, via: 'plugin:mcp-actions' },
        {},
        403,
        /person's own call/,
      ],
      [
        'a service',
        { token: mockCredentials.service.token() },
        {},
        403,
        /only people/,
      ],
      ['nobody', { token: 'mock-invalid-user-token' }, {}, 401, /./],
      [
        'somebody who may not see it',
        { as: lea },
        {},
        404,
        /there is no request/,
      ],
      [
        'somebody without the permission',
        { as: eve },
        {},
        404,
        /there is no request/,
      ],
      [
        'an approver who saw another plan',
        { as: bob },
        { contentHash: 'a'.repeat(64) },
        409,
        /plan was changed/,
      ],
      [
        'an approver who saw none',
        { as: bob },
        { contentHash: undefined },
        400,
        /^contentHash: /,
      ],
    ])('is refused to %s', async (_, how, body, status, words) => {
      for (const verb of ['approve', 'reject']) {
        const answer = await step(request.id, verb, how, {
          contentHash: request.contentHash,
          reason: 'because',
          ...body,
        });
        expect([verb, answer.status, answer.message]).toEqual([
          verb,
          status,
          expect.stringMatching(words),
        ]);
      }
      const { body: after } = await backend.call(
        'get',
        `/requests/${request.id}`,
        { as: bob },
      );
      expect(after.status).toBe('requested');
    });

    it('offers itself to those who may, and only to them', async () => {
      const offered = async (as: string) => {
        const { body } = await backend.call('get', `/requests/${request.id}`, {
          as,
        });
        return body.allowedActions;
      };
      expect(await offered(ann)).toEqual(['edit', 'cancel']);
      expect(await offered(dan)).toEqual(['edit']);
      expect(await offered(cat)).toEqual(['edit', 'cancel']);
      expect(await offered(bob)).toEqual([
        'approve',
        'reject',
        'edit',
        'cancel',
      ]);
    });

    it('is open to a member of a group below the one that is named', async () => {
      const answer = await step(
        request.id,
        'approve',
        { as: zoe },
        {
          contentHash: request.contentHash,
        },
      );
      expect(answer.message).toBe('');
      expect(answer.body.status).toBe('approved');
      const again = await step(
        request.id,
        'approve',
        { as: bob },
        {
          contentHash: request.contentHash,
        },
      );
      expect(again.status).toBe(409);
    });
  });

  it('does not count an approval for a plan that was changed after it', async () => {
    const { body: request } = await create(ann);
    const seen = request.contentHash;
    const edited = await step(
      request.id,
      'edit',
      { as: ann },
      {
        contentHash: seen,
        parameters: egressRequest({ name: 'other', host: 'evil.example' })
          .parameters,
      },
    );
    expect(edited.body.contentHash).not.toBe(seen);
    const answer = await step(
      request.id,
      'approve',
      { as: bob },
      { contentHash: seen },
    );
    expect(answer.status).toBe(409);
  });

  it('with no policy that names approvers nobody can approve', async () => {
    const { body: request } = await create(
      bob,
      { namespace: 'payments', owner: 'team-payments' },
      { delivery: 'git' },
    );
    // A worker may have begun to look at it already.
    expect(['approved', 'provisioning']).toContain(request.status);
    for (const as of [both, cat]) {
      const answer = await step(
        request.id,
        'approve',
        { as },
        { contentHash: request.contentHash },
      );
      expect(answer.status).not.toBe(200);
    }
  });

  describe('asking', () => {
    it.each<[string, () => Promise<any>, number, RegExp]>([
      [
        'a service',
        () =>
          backend.call('post', '/requests', {
            token: mockCredentials.service.token(),
            body: egressRequest(),
          }),
        403,
        /only people/,
      ],
      [
        'somebody without the permission',
        () => create(eve),
        403,
        /mesh\.request\.create/,
      ],
      [
        'somebody whose conditions the draft does not meet',
        () => create(lea),
        403,
        /bookinfo in cluster east.*mesh\.request\.create/,
      ],
      [
        'somebody whose conditions one of the namespaces does not meet',
        () =>
          create(
            lea,
            {
              namespace: 'payments',
              owner: 'team-payments',
              clientNamespaces: ['shop'],
            },
            { delivery: 'git' },
          ),
        403,
        /mesh\.request\.create/,
      ],
      [
        'somebody by a way that the policy forbids',
        () => create(bob, { namespace: 'payments', owner: 'team-payments' }),
        403,
        /no-gateways-but-git/,
      ],
    ])('is refused to %s', async (_, ask, status, words) => {
      const answer = await ask();
      expect([answer.status, answer.message]).toEqual([
        status,
        expect.stringMatching(words),
      ]);
    });

    it('without an approval takes the right to write directly', async () => {
      const yaml = (as: string) =>
        backend.call('post', '/requests', {
          as,
          body: {
            kind: 'manifests',
            parameters: manifestsRequest([sidecar('shop')]),
          },
        });
      expect(await yaml(ann)).toMatchObject({
        status: 403,
        message: expect.stringMatching(/mesh\.namespace\.apply/),
      });
      const allowed = await yaml(bob);
      expect(allowed.message).toBe('');
      expect(allowed.body.status).toBe('approved');
      await backend.until(allowed.body.id, 'ready');
    });

    it('a template may, in the name of a person', async () => {
      const answer = await create(ann, {}, {}, 'plugin:scaffolder');
      expect(answer.status).toBe(201);
      expect(answer.body.history[0].actor).toEqual({
        type: 'user',
        entityRef: ann,
        via: 'plugin:scaffolder',
      });
    });
  });

  it('an approver cannot go round an approval by the direct routes', async () => {
    const gateway = {
      cluster: 'east',
      gateway: {
        name: 'direct',
        namespace: 'bookinfo',
        host: 'direct.example',
      },
    };
    const direct = await backend.call('post', '/egress-gateways', {
      as: bob,
      body: gateway,
    });
    expect([direct.status, direct.message]).toEqual([
      403,
      expect.stringMatching(
        /platform-approves asks for an approval.*mesh:request:create.*POST \/api\/mesh\/requests/s,
      ),
    ]);
    const rehearsed = await backend.call(
      'post',
      '/egress-gateways?dryRun=true',
      { as: bob, body: gateway },
    );
    expect(rehearsed.status).toBe(200);
    const apply = (objects: object[], via?: string) =>
      backend.call('post', '/manifests/apply', {
        as: bob,
        via,
        body: manifestsRequest(objects),
      });
    expect(await apply([sidecar('bookinfo')])).toMatchObject({
      status: 403,
      message: expect.stringMatching(/yaml asks for an approval/),
    });
    expect(
      await apply([sidecar('bookinfo')], 'plugin:scaffolder'),
    ).toMatchObject({ status: 403 });
    // What a gateway is made of falls under the policy of gateways.
    const entry = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: 'out', namespace: 'shop' },
      spec: {
        hosts: ['out.example'],
        exportTo: ['.'],
        ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
        resolution: 'DNS',
      },
    };
    expect(await apply([entry])).toMatchObject({
      status: 403,
      message: expect.stringMatching(/two-pairs-of-eyes/),
    });
    expect(await apply([sidecar('shop')])).toMatchObject({ status: 200 });
    const asked = await backend.call('post', '/requests', {
      as: both,
      body: { kind: 'manifests', parameters: manifestsRequest([entry]) },
    });
    expect(asked.body).toMatchObject({
      status: 'requested',
      approval: { demands: [{ policy: 'two-pairs-of-eyes' }] },
    });
    expect(backend.east.objects('ServiceEntry', 'shop')).toEqual([]);
    expect(backend.east.objects('Sidecar', 'bookinfo')).toEqual([]);
  });

  it('the owner of the beneficiary has to agree where policy says so', async () => {
    const ask = (more: object) =>
      backend.call('post', '/requests', {
        as: ann,
        body: {
          kind: 'manifests',
          parameters: manifestsRequest([sidecar('bookinfo')]),
          ...more,
        },
      });
    expect(await ask({})).toMatchObject({
      status: 400,
      message: expect.stringMatching(/^beneficiary: /),
    });
    expect(
      await ask({ beneficiary: 'component:default/nothing' }),
    ).toMatchObject({
      status: 400,
      message: expect.stringMatching(/^beneficiary: there is no/),
    });
    expect(
      await ask({ beneficiary: 'component:default/orphan' }),
    ).toMatchObject({
      status: 400,
      message: expect.stringMatching(/has no owner/),
    });
    const { body: own } = await ask({ beneficiary: 'ratings' });
    expect(own.approval).toMatchObject({
      beneficiaryOwner: 'group:default/team-ratings',
      agreedBy: ann,
    });
    const { body: request } = await ask({ beneficiary: 'ledger' });
    const body = { contentHash: request.contentHash };
    expect(await step(request.id, 'agree', { as: ann }, body)).toMatchObject({
      status: 403,
    });
    expect(
      (await step(request.id, 'approve', { as: cat }, body)).body,
    ).toMatchObject({
      status: 'requested',
      nextStep: { waitingFor: ['group:default/team-payments'] },
    });
    const leaMay = { ...request };
    expect(await step(leaMay.id, 'agree', { as: lea }, body)).toMatchObject({
      status: 404,
    });
    backend.entities
      .find(one => one.metadata.name === 'dan')!
      .relations!.push({
        type: 'memberOf',
        targetRef: 'group:default/team-payments',
      });
    expect(
      await step(
        request.id,
        'agree',
        { as: dan, via: 'plugin:scaffolder' },
        body,
      ),
    ).toMatchObject({ status: 403 });
    const agreed = await step(request.id, 'agree', { as: dan }, body);
    expect(agreed.message).toBe('');
    expect(agreed.body.status).toBe('approved');
    await backend.until(request.id, 'ready');
  });

  it('lists and shows what the conditions allow', async () => {
    const list = async (as: string, query = '') =>
      (await backend.call('get', `/requests?limit=100${query}`, { as })).body;
    const all = await list(bob);
    expect(all.total).toBe(all.items.length);
    expect(all.total).toBeGreaterThan(3);
    const seen = await list(lea);
    expect(
      seen.items.every((one: any) =>
        one.targets.every((target: any) => target.namespace === 'payments'),
      ),
    ).toBe(true);
    expect(seen.total).toBeGreaterThan(0);
    expect(await list(eve)).toMatchObject({ items: [], total: 0 });
    const mine = await list(ann, '&view=mine');
    expect(mine.items.every((one: any) => one.requester === ann)).toBe(true);
    const toApprove = await list(bob, '&view=to-approve');
    expect(toApprove.total).toBeGreaterThan(0);
    expect(
      toApprove.items.every(
        (one: any) => one.status === 'requested' && one.requester !== bob,
      ),
    ).toBe(true);
    expect(
      (await list(ann, '&view=to-approve')).items.filter(
        (one: any) => one.requester === ann,
      ),
    ).toEqual([]);
  });

  it('retires and cancels only with the permission', async () => {
    const { body: request } = await create(dan);
    expect(await step(request.id, 'cancel', { as: ann }, {})).toMatchObject({
      status: 403,
      message: expect.stringMatching(/mesh\.request\.retire/),
    });
    expect(await step(request.id, 'retire', { as: dan }, {})).toMatchObject({
      status: 403,
    });
    expect(
      (await step(request.id, 'cancel', { as: dan }, {})).body,
    ).toMatchObject({ status: 'cancelled' });
    const { body: other } = await create(dan);
    const cancelled = await step(other.id, 'cancel', { as: bob }, {});
    expect(cancelled.body.history.map((one: any) => one.type)).toEqual([
      'requested',
      'cancelled',
    ]);
  });

  it('offers actions with the same checks, and none that decides', async () => {
    expect(
      (await backend.invokeAction('approve-mesh-request', {}, bob)).error,
    ).toBeDefined();
    const created = await backend.invokeAction(
      'create-mesh-request',
      egressRequest({ name: 'by-action', host: 'action.example' }),
      ann,
    );
    expect(created.output).toMatchObject({
      status: 'requested',
      created: true,
    });
    expect(
      (
        await backend.invokeAction(
          'create-mesh-request',
          egressRequest({ name: 'no' }),
          eve,
        )
      ).error?.message,
    ).toMatch(/mesh\.request\.create/);
    const shown = await backend.invokeAction(
      'show-mesh-request',
      { id: created.output.id },
      bob,
    );
    expect(shown.output.request.allowedActions).not.toContain('approve');
    expect(
      (
        await backend.invokeAction(
          'show-mesh-request',
          { id: created.output.id },
          eve,
        )
      ).error?.message,
    ).toMatch(/there is no request/);
    const listed = await backend.invokeAction(
      'list-mesh-requests',
      { view: 'mine', limit: 100 },
      ann,
    );
    expect(listed.output.items.map((one: any) => one.id)).toContain(
      created.output.id,
    );
    const planned = await backend.invokeAction(
      'plan-mesh-request',
      egressRequest({ name: 'planned', host: 'planned.example' }),
      ann,
    );
    expect(planned.output.preview.approval.needed).toBe(true);
  });

  it('audits every route with the request and without what was sent', async () => {
    const ids = new Set(backend.audits.map(one => one.eventId));
    expect([...ids].filter(id => id.startsWith('request-')).sort()).toEqual([
      'request-agree',
      'request-approve',
      'request-cancel',
      'request-create',
      'request-edit',
      'request-fetch',
      'request-reject',
      'request-retire',
    ]);
    const approved = backend.audits.find(
      one => one.eventId === 'request-approve' && one.outcome === 'success',
    );
    expect(approved?.meta).toMatchObject({
      requestId: expect.any(String),
      status: 'approved',
      contentHash: expect.any(String),
    });
    expect(JSON.stringify(backend.audits)).not.toMatch(/httpbin|manifest"/);
  });
});

describe('with permissions off', () => {
  const id = '00000000-0000-4000-8000-000000000000';
  const contentHash = 'a'.repeat(64);

  it('every write is refused, unless it was allowed by its long name', async () => {
    const backend = await startRequestBackend({
      config: { permission: { enabled: false } },
    });
    const bodies: Record<string, object> = {
      '': egressRequest(),
      '/plan': egressRequest(),
      [`/${id}/approve`]: { contentHash },
      [`/${id}/reject`]: { contentHash, reason: 'no' },
      [`/${id}/agree`]: { contentHash },
      [`/${id}/cancel`]: {},
      [`/${id}/edit`]: { contentHash, parameters: {} },
      [`/${id}/link`]: { pullRequestUrl: 'https://a.example/1' },
      [`/${id}/retry`]: {},
      [`/${id}/retire`]: {},
    };
    for (const [path, body] of Object.entries(bodies)) {
      const answer = await backend.call('post', `/requests${path}`, { body });
      expect([path, answer.status, answer.message]).toEqual([
        path,
        403,
        expect.stringMatching(/permission\.enabled.*dangerouslyAllow/),
      ]);
    }
    const created = await backend.invokeAction(
      'create-mesh-request',
      egressRequest(),
      bob,
    );
    expect(created.error?.message).toMatch(/permission\.enabled/);
    await backend.stop();

    const open = await startRequestBackend({
      config: {
        permission: { enabled: false },
        mesh: { dangerouslyAllowWritesWithoutPermissions: true },
      },
    });
    const answer = await open.call('post', '/requests', {
      body: egressRequest(),
    });
    expect(answer.status).toBe(201);
    await open.stop();
  });
});

function sidecar(namespace: string) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { name: 'default', namespace },
    spec: { egress: [{ hosts: ['./*'] }] },
  };
}
