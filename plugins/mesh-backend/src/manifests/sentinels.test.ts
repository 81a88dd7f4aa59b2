import { mockCredentials } from '@backstage/backend-test-utils';
import {
  gatewayRequest,
  manifestsRequest,
  virtualService,
} from './__testUtils__/requests';
import {
  startWriteBackend,
  WriteBackend,
} from './__testUtils__/startWriteBackend';

const PAYLOAD = 'sentinel-payload-5f1c';

// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

describe('what never shows', () => {
  let backend: WriteBackend;

  beforeAll(async () => {
    backend = await startWriteBackend();
  });

  afterAll(() => backend.stop());

  it('are tokens, credentials and payloads, whatever happens', async () => {
    const userToken = mockCredentials.user.token('user:default/sentinel-user');
    const withPayload = (name: string, spec: object = {}) =>
      manifestsRequest([
        virtualService(name, 'bookinfo', { hosts: [PAYLOAD], ...spec }),
      ]);
    const answers: string[] = [];
    const post = async (path: string, body: unknown) => {
      const {
        status,
        message,
        body: answer,
      } = await backend.post(path, body, userToken);
      answers.push(JSON.stringify(answer));
      return `${status} ${message}`;
    };
    const { faults } = backend.east;

    expect(await post('/manifests/apply', withPayload('a'))).toMatch(/^200 /);
    expect(await post('/egress-gateways', gatewayRequest())).toMatch(/^200 /);
    expect(
      await post('/manifests/apply', withPayload('b', { bogus: PAYLOAD })),
    ).toMatch(/^400 /);
    expect(
      await post('/manifests/apply', { manifests: `${PAYLOAD}: [` }),
    ).toMatch(/^400 /);
    expect(
      await post('/egress-gateways', gatewayRequest({ host: PAYLOAD })),
    ).toMatch(/^400 /);
    await faults.set({ expiredTokens: true });
    expect(await post('/manifests/apply', withPayload('c'))).toMatch(/^503 /);
    await faults.set({ clear: true, refuseKinds: ['VirtualService'] });
    expect(await post('/manifests/apply', withPayload('c'))).toMatch(/^403 /);
    await faults.set({ clear: true });
    await backend.east.stop();
    expect(await post('/egress-gateways', gatewayRequest())).toMatch(/^503 /);
    await backend.east.start();

    const audits = JSON.stringify(
      backend.audits.map(({ error, ...audit }) => ({
        ...audit,
        error: error && `${error.name} ${error.message} ${error.stack}`,
      })),
    );
    expect(backend.audits).toHaveLength(answers.length);
    const everything = [...answers, ...backend.logs, audits].join('\n');
    expect(everything).toContain('Gateway bookinfo/httpbin-out');
    expect(everything).not.toContain(userToken);
    expect(everything).not.toContain(backend.east.adminToken);
    expect(everything).not.toMatch(/Bearer |BEGIN /);
    expect(answers.join()).not.toMatch(/\bat .*\.ts:/);
    expect(audits).not.toContain(PAYLOAD);
    expect(backend.logs.join('\n')).not.toContain(PAYLOAD);
  });
});
