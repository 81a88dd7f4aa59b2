import { stringify } from 'yaml';
import { eventually } from '../__testUtils__/devMesh';
import {
  egressRequest,
  RequestBackend,
  startRequestBackend,
} from '../requests/__testUtils__/startRequestBackend';

jest.setTimeout(60_000);

const ann = 'user:default/ann';

describe('findings in the plan of a request', () => {
  let backend: RequestBackend;

  beforeAll(async () => {
    backend = await startRequestBackend();
  });

  afterAll(() => backend.stop());

  const plan = async (body: object) => {
    const { status, body: answer } = await backend.call(
      'post',
      '/requests/plan',
      { as: ann, body },
    );
    expect([status, answer.error]).toEqual([200, undefined]);
    return answer.findings.map(
      (one: any) => `${one.severity} ${one.code} ${one.object?.name ?? ''}`,
    );
  };

  const virtualService = (spec: object) =>
    stringify({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'routes', namespace: 'bookinfo' },
      spec: { hosts: ['ratings'], ...spec },
    });

  it('are those that it causes; an error stands against it', async () => {
    const manifests = virtualService({
      http: [{ route: [{ destination: { host: 'nowhere' } }] }],
    });
    await eventually(async () => {
      const { status, message } = await backend.call('post', '/requests/plan', {
        as: ann,
        body: { kind: 'manifests', parameters: { cluster: 'east', manifests } },
      });
      expect([status, message]).toEqual([
        409,
        expect.stringMatching(/IST0101.*nowhere/),
      ]);
    }, 45_000);
    // Nothing was made.
    expect(backend.east.objects('VirtualService')).toEqual([]);
  });

  it('do not blame an egress gateway for pods that it is about to have', async () => {
    const findings = await plan(egressRequest({ name: 'fine' }));
    expect(findings.filter((one: string) => /^error/.test(one))).toEqual([]);
  });
});
