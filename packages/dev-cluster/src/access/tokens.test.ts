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

  it('takes back what is bound to a Secret that is gone', async () => {
    const secrets = '/api/v1/namespaces/default/secrets';
    const { body: empty } = await call('POST', secrets, {
      metadata: { name: 'bound' },
    });
    const boundObjectRef = {
      apiVersion: 'v1',
      kind: 'Secret',
      name: 'bound',
      uid: empty.metadata.uid,
    };
    const { body } = await request({ boundObjectRef });
    const { token } = body.status;
    expect((await whoAmI(token)).status).toBe(201);
    await call('DELETE', `${secrets}/bound`);
    expect((await whoAmI(token)).status).toBe(401);
    // Another Secret of its name is not the one.
    await call('POST', secrets, { metadata: { name: 'bound' } });
    expect((await whoAmI(token)).status).toBe(401);
  });

  it('fills a token Secret, whose token lives as long as it', async () => {
    const secrets = '/api/v1/namespaces/default/secrets';
    const wanted = (account: string) => ({
      type: 'kubernetes.io/service-account-token',
      metadata: {
        name: `of-${account}`,
        annotations: { 'kubernetes.io/service-account.name': account },
      },
    });
    await call('POST', secrets, wanted('reader'));
    await call('POST', secrets, wanted('nobody'));
    let data: Record<string, string> = {};
    for (let tries = 0; tries < 50 && !data?.token; tries += 1) {
      await new Promise(resolve => setTimeout(resolve, 20));
      ({ data } = (await call('GET', `${secrets}/of-reader`)).body);
    }
    const text = (key: string) => Buffer.from(data[key], 'base64').toString();
    expect(text('ca.crt')).toBe(cluster.caPem);
    expect(text('namespace')).toBe('default');
    const { body: me } = await whoAmI(text('token'));
    expect(me.status.userInfo.username).toBe(
      'system:serviceaccount:default:reader',
    );
    expect(decodeJwt(text('token')).exp).toBeUndefined();
    expect((await call('GET', `${secrets}/of-nobody`)).status).toBe(404);
    await call('DELETE', `${secrets}/of-reader`);
    expect((await whoAmI(text('token'))).status).toBe(401);
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
