import { KubernetesStatusError } from '../clusters/errors';
import { rolloutState } from '../manifests/readiness';
import { deploymentOf } from './rollout';

describe('the Deployment of a gateway', () => {
  const place = { namespace: 'exits', name: 'out' };
  const empty = {
    details: { name: 'east' },
    request: async () => {
      throw new KubernetesStatusError(404, 'NotFound', 'not found');
    },
  } as any;

  it.each([
    ['injected', 'out', 'failed', /was deleted meanwhile/],
    ['gateway-api', 'out-istio', 'waiting', /istiod has not made/],
    ['waypoint', 'out', 'waiting', /istiod has not made/],
    ['helm', 'out', 'waiting', /install Istio's chart gateway as release out/],
  ] as const)(
    'of pattern %s is %s, and while it is not there it has %s',
    async (pattern, name, state, words) => {
      const deployment = deploymentOf({ pattern, ...place })!;
      expect(deployment).toMatchObject({ namespace: 'exits', name });
      expect(await rolloutState(empty, deployment)).toEqual({
        state,
        message: expect.stringMatching(words),
      });
    },
  );

  it('is none where callers call by themselves', () => {
    expect(
      deploymentOf({ pattern: 'sidecar-direct', ...place }),
    ).toBeUndefined();
  });
});
