import { createServer, IncomingMessage } from 'http';
import { AddressInfo } from 'net';
import { mockServices } from '@backstage/backend-test-utils';
import { createRemoteClusterJoinAction } from './remoteClusterJoin';
import { createRemoteClusterLeaveAction } from './remoteClusterLeave';
import { inputOfExample, runAction } from './__testUtils__/runAction';

/** What the mesh backend answers; were a token in it, it would have to stay there. */
const ANSWER = {
  id: 'r-1',
  title: 'Remote cluster west of east',
  status: 'requested',
  contentHash: 'a'.repeat(64),
  approval: { needed: true, explanation: 'Platform approves.' },
  nextStep: { text: 'Platform has to approve it.' },
  plan: { title: 'Remote cluster west of east', token: 'SENTINEL' },
  diff: [],
  findings: [],
};

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
  }
  return text;
}

describe('actions for remote clusters', () => {
  let asked: { path: string; body: any }[];
  let services: any;
  const server = createServer(async (request, response) => {
    asked.push({
      path: request.url ?? '',
      body: JSON.parse(await textOf(request)),
    });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(ANSWER));
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
  });
  afterAll(() => server.close());

  it.each([
    [
      () => createRemoteClusterJoinAction(services),
      0,
      'remote-cluster-join',
      { primary: 'east', remote: 'west' },
    ],
    [
      () => createRemoteClusterJoinAction(services),
      1,
      'remote-cluster-join',
      { primary: 'east', remote: 'west', token: 'rotating' },
    ],
    [
      () => createRemoteClusterLeaveAction(services),
      0,
      'remote-cluster-leave',
      { primary: 'east', remote: 'west' },
    ],
  ] as const)(
    'ask as example %# says',
    async (make, index, kind, parameters) => {
      const action: any = make();
      const { error, outputs, logs } = await runAction(
        action,
        inputOfExample(action, index),
        { workspacePath: '/nowhere' },
      );
      expect(error).toBeUndefined();
      expect(asked).toHaveLength(1);
      expect(asked[0].path).toBe('/api/mesh/requests');
      expect(asked[0].body).toMatchObject({ kind, parameters });
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
    },
  );

  it('store nothing in a dry-run', async () => {
    const action: any = createRemoteClusterJoinAction(services);
    const { error, outputs } = await runAction(
      action,
      inputOfExample(action, 0),
      { workspacePath: '/nowhere', isDryRun: true },
    );
    expect(error).toBeUndefined();
    expect(asked.map(({ path }) => path)).toEqual(['/api/mesh/requests/plan']);
    expect(outputs.id).toBeUndefined();
  });

  it('take neither servers nor credentials', () => {
    for (const action of [
      createRemoteClusterJoinAction(services),
      createRemoteClusterLeaveAction(services),
    ]) {
      const names = Object.keys((action.schema as any).input.properties);
      expect(names.sort()).toEqual(
        action.id.endsWith('join')
          ? ['primary', 'reason', 'remote', 'token']
          : ['primary', 'reason', 'remote'],
      );
    }
  });
});
