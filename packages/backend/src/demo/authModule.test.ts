import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import authModule from './authModule';

const dana = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'dana', namespace: 'default' },
  spec: { memberOf: ['team-ratings'] },
  relations: [{ type: 'memberOf', targetRef: 'group:default/team-ratings' }],
};

async function startDemo() {
  const { server } = await startTestBackend({
    features: [
      authPlugin,
      authModule,
      catalogServiceMock.factory({ entities: [dana] }),
      mockServices.rootConfig.factory({
        data: {
          app: {
            baseUrl: 'http://127.0.0.1:7007',
            demo: {
              personas: [
                { id: 'developer', name: 'Dana', user: 'user:default/dana' },
              ],
            },
          },
          auth: { providers: { demo: {} } },
        },
      }),
    ],
  });
  return (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${server.port()}/api/auth/demo/refresh`, {
      headers,
    });
}

describe('the demo sign-in', () => {
  it('signs in as a persona with the groups of its user', async () => {
    const signIn = await startDemo();
    const response = await signIn({ 'x-meshport-persona': 'developer' });
    expect(response.status).toBe(200);
    await expect(response.json()).resolves.toMatchObject({
      profile: { displayName: 'Dana' },
      backstageIdentity: {
        token: expect.any(String),
        identity: {
          userEntityRef: 'user:default/dana',
          ownershipEntityRefs: [
            'user:default/dana',
            'group:default/team-ratings',
          ],
        },
      },
    });
  });

  it('names the personas when asked for another', async () => {
    const signIn = await startDemo();
    const response = await signIn({ 'x-meshport-persona': 'root' });
    expect(response.status).toBe(400);
    await expect(response.json()).resolves.toMatchObject({
      error: {
        message: 'The header X-Meshport-Persona must name one of: developer',
      },
    });
  });

  it('gives no token to a page elsewhere', async () => {
    const signIn = await startDemo();
    const response = await signIn({
      'x-meshport-persona': 'developer',
      origin: 'http://example.org',
    });
    expect(response.status).toBe(403);
  });
});
