import { ClusterConnection, KubernetesStatusError } from '../../clusters';
import { givenLists, listsStillGiven } from './givenLists';

const MADE = '2026-06-01T00:00:00Z';
const CHANGED = '2026-06-02T00:00:00Z';

function answering(answer: () => unknown): ClusterConnection {
  return {
    details: { name: 'east' },
    request: async ({ path }: { path: string }) => {
      expect(path).toBe(
        '/api/v1/namespaces/istio-system/configmaps/istio-ca-crl',
      );
      return answer();
    },
  } as unknown as ClusterConnection;
}

const holding = (file: string | undefined, times: string[] = [MADE]) =>
  answering(() => ({
    metadata: {
      name: 'istio-ca-crl',
      creationTimestamp: MADE,
      managedFields: times.map(time => ({ manager: 'pilot-discovery', time })),
    },
    ...(file === undefined ? {} : { data: { 'ca-crl.pem': file } }),
  }));

const refusing = (code: number) =>
  answering(() => {
    throw new KubernetesStatusError(code, 'no', 'no');
  });

describe('revocation lists that istiod gives pods', () => {
  const of = (connection: ClusterConnection) =>
    givenLists(connection, 'istio-system');

  it('are those in its ConfigMap, with the time of the last change', async () => {
    expect(
      await of(holding('-----BEGIN X509 CRL-----', [MADE, CHANGED])),
    ).toEqual({ any: true, changedAt: Date.parse(CHANGED) });
  });

  it.each([
    ['is empty as it was made', holding('')],
    ['is blank', holding(' \n')],
    ['has no data', holding(undefined)],
    ['is not there, as before 1.27', refusing(404)],
  ])('are none where it %s', async (_words, connection) => {
    expect(await of(connection)).toEqual({ any: false });
  });

  it('are not taken to be none where they may not be read', async () => {
    await expect(of(refusing(403))).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
  });

  it('are with proxies until those had the time to be told', () => {
    const changedAt = Date.parse(CHANGED);
    const after = (given: object, seconds: number) =>
      listsStillGiven(
        { any: false, ...given },
        { now: changedAt + seconds * 1000, spreadMs: 180_000 },
      );
    expect(after({ any: true, changedAt }, 9999)).toContain('is restarted');
    expect(after({ changedAt }, 179)).toContain('2026-06-02T00:03:00.000Z');
    expect(after({ changedAt }, 180)).toBeUndefined();
    expect(after({}, 0)).toBeUndefined();
  });
});
