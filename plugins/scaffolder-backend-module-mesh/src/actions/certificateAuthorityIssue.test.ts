import { createServer, IncomingMessage } from 'http';
import { AddressInfo } from 'net';
import { mockServices } from '@backstage/backend-test-utils';
import { inputOfExample, runAction } from './__testUtils__/runAction';
import { createCertificateAuthorityIssueAction } from './certificateAuthorityIssue';

/** What the mesh backend answers; were a key in it, it would have to stay there. */
const ANSWER = {
  id: 'r-1',
  title: 'Intermediate of east from local',
  status: 'requested',
  contentHash: 'a'.repeat(64),
  approval: { needed: true, explanation: 'Platform approves.' },
  nextStep: { text: 'Platform has to approve it.' },
  plan: { title: 'Intermediate of east from local', key: 'SENTINEL' },
  diff: [],
  findings: [
    {
      code: 'ROOT_CHANGES',
      severity: 'warning',
      message: 'The root of east changes.',
    },
  ],
};

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
  }
  return text;
}

describe('mesh:certificateAuthority:issue', () => {
  let asked: { path: string; body: any }[];
  let refusal: { status: number; body: object } | undefined;
  let services: any;
  const server = createServer(async (request, response) => {
    asked.push({
      path: request.url ?? '',
      body: JSON.parse(await textOf(request)),
    });
    response.statusCode = refusal?.status ?? 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(refusal?.body ?? ANSWER));
  });

  beforeAll(async () => {
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    services = {
      auth: mockServices.auth(),
      discovery: {
        getBaseUrl: async () => `http://127.0.0.1:${port}/api/mesh`,
      },
      appUrl: 'http://portal',
    };
  });
  beforeEach(() => {
    asked = [];
    refusal = undefined;
  });
  afterAll(() => server.close());

  const actionOf = (): any => createCertificateAuthorityIssueAction(services);
  const run = (index: number, more: object = {}, isDryRun = false) => {
    const action = actionOf();
    return runAction(
      action,
      { ...inputOfExample(action, index), ...more } as any,
      { workspacePath: '/nowhere', isDryRun },
    );
  };

  it.each([
    [0, { authority: 'local', cluster: 'east' }],
    [
      1,
      {
        authority: 'corporate',
        cluster: 'west',
        namespace: 'istio-system',
        keyType: 'P-384',
        validityDays: 180,
        renewals: 'inAdvance',
      },
    ],
  ])('asks as example %d says, and for nothing else', async (index, wanted) => {
    const { error, outputs, logs } = await run(index);
    expect(error).toBeUndefined();
    expect(asked).toHaveLength(1);
    expect(asked[0].path).toBe('/api/mesh/requests');
    expect(asked[0].body.kind).toBe('certificate-authority-issue');
    expect(asked[0].body.parameters).toEqual(wanted);
    expect(outputs).toEqual({
      id: 'r-1',
      url: 'http://portal/mesh/requests/r-1',
      title: ANSWER.title,
      contentHash: ANSWER.contentHash,
      approvalNeeded: true,
      status: 'requested',
      nextStep: 'Platform has to approve it.',
    });
    expect(JSON.stringify([outputs, logs])).not.toContain('SENTINEL');
  });

  it('has no other example', () => {
    expect(actionOf().examples).toHaveLength(2);
  });

  it('hands on that an outage is accepted only when it is said', async () => {
    await run(0, { acceptOutage: true });
    expect(asked[0].body.parameters.acceptOutage).toBe(true);
    expect(asked[0].body.reason).toBe('The mesh gets a root of its own.');
    await run(0);
    expect(asked[1].body.parameters).not.toHaveProperty('acceptOutage');
  });

  it('asks for a guided change of the root where that is chosen', async () => {
    const kind = 'certificate-authority-root-change';
    await run(0, { kind });
    expect(asked[0].body.kind).toBe(kind);
    expect(asked[0].body.parameters).toEqual({
      authority: 'local',
      cluster: 'east',
    });
  });

  it('stores nothing in a dry-run, and tells the findings', async () => {
    const { error, outputs, logs } = await run(0, {}, true);
    expect(error).toBeUndefined();
    expect(asked.map(({ path }) => path)).toEqual(['/api/mesh/requests/plan']);
    expect(outputs.id).toBeUndefined();
    expect(JSON.stringify(logs)).toContain(
      'warning ROOT_CHANGES: The root of east changes.',
    );
    expect(JSON.stringify([outputs, logs])).not.toContain('SENTINEL');
  });

  it('gives the backend’s own words when it refuses', async () => {
    refusal = {
      status: 403,
      body: {
        error: {
          name: 'NotAllowedError',
          message: 'authority: you may not use corporate for west',
        },
      },
    };
    const { error, outputs } = await run(1);
    expect(error?.message).toContain('you may not use corporate for west');
    expect(outputs.id).toBeUndefined();
  });

  it('takes no key, certificate, address or credential', () => {
    expect(Object.keys(actionOf().schema.input.properties).sort()).toEqual([
      'acceptOutage',
      'authority',
      'cluster',
      'commonName',
      'keyType',
      'kind',
      'namespace',
      'organization',
      'reason',
      'renewals',
      'validityDays',
    ]);
  });
});
