import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { clientOf, startOne } from '../__testUtils__/client';
import type { DevCluster } from '../cluster';
import type { DevClusters } from '../clusters';

const accounts = '/api/v1/namespaces/default/serviceaccounts';

describe('tokens', () => {
  let running: DevClusters;
  let cluster: DevCluster;
  let call: ReturnType<typeof clientOf>;

  beforeEach(async () => {
    ({ running, cluster } = await startOne());
    call = clientOf(cluster);
    await call('POST', accounts, { metadata: { name: 'reader' } });
  });
  afterEach(() => running.stop());

  const request = (spec: object) =>
    call('POST', `${accounts}/reader/token`, { spec });
  const whoAmI = (token: string) =>
    clientOf(cluster, token)(
      'POST',
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      {},
    );

  it('signs a JWT that verifies by the published keys', async () => {
    const { body, status } = await request({ expirationSeconds: 900 });
    expect(status).toBe(201);
    const keys = createLocalJWKSet((await call('GET', '/openid/v1/jwks')).body);
    const { payload } = await jwtVerify(body.status.token, keys, {
      issuer: cluster.url,
      audience: cluster.url,
    });
    expect(payload.sub).toBe('system:serviceaccount:default:reader');
    expect(payload.exp! - payload.iat!).toBe(900);
    expect(payload['kubernetes.io']).toMatchObject({
      namespace: 'default',
      serviceaccount: { name: 'reader' },
    });
  });

  it('knows the ServiceAccount by it', async () => {
    const { body } = await request({});
    const { body: me } = await whoAmI(body.status.token);
    expect(me.status.userInfo).toMatchObject({
      username: 'system:serviceaccount:default:reader',
      groups: expect.arrayContaining(['system:serviceaccounts:default']),
    });
  });

  it('refuses another audience, a changed token, and a gone account', async () => {
    const foreign = await request({ audiences: ['istio-ca'] });
    expect(decodeJwt(foreign.body.status.token).aud).toEqual(['istio-ca']);
    expect((await whoAmI(foreign.body.status.token)).status).toBe(401);
    const { body } = await request({});
    const { token } = body.status;
    const changed = `${token.slice(0, -4)}AAAA`;
    expect((await whoAmI(changed)).status).toBe(401);
    await call('DELETE', `${accounts}/reader`);
    await call('POST', accounts, { metadata: { name: 'reader' } });
    expect((await whoAmI(token)).status).toBe(401);
  });

  it('refuses a life that is too short', async () => {
    const { status, body } = await request({ expirationSeconds: 60 });
    expect(status).toBe(422);
    expect(body.message).toContain('less than 10 minutes');
  });

  it('makes tokens for any user, without rights of their own', async () => {
    const someone = clientOf(cluster, cluster.tokenFor('jo', ['shop']));
    const { body } = await someone('GET', '/api/v1/namespaces/default/secrets');
    expect(body.message).toBe(
      'secrets is forbidden: User "jo" cannot list resource "secrets" in API group "" in the namespace "default"',
    );
    expect((await someone('GET', '/apis')).status).toBe(200);
  });

  it('lets only some impersonate', async () => {
    const headers = { 'impersonate-user': 'jo' };
    const path = '/api/v1/namespaces/default/secrets';
    const asAdmin = await call('GET', path, undefined, headers);
    expect(asAdmin.body.message).toContain('User "jo" cannot list');
    const someone = clientOf(cluster, cluster.tokenFor('sam'));
    const refused = await someone('GET', path, undefined, headers);
    expect(refused.body.message).toContain(
      'cannot impersonate resource "users"',
    );
  });
});
