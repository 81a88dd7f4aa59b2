import { ClusterConnection, KubernetesStatusError } from '../../clusters';
import { CacertsSecret, PresentCacerts } from '../controlPlane/CacertsSecret';
import { withdrawLists } from './withdrawLists';

const LIST = '-----BEGIN X509 CRL-----';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/istio-system/deployments';

/** A control plane whose istiod gives lists until it is restarted. */
class Plane {
  crl: string | undefined = LIST;
  given = LIST;
  mayRestart = true;
  readonly did: string[] = [];

  readonly connection = {
    details: { name: 'east' },
    request: async ({ method = 'GET', path }: any) => {
      if (path.endsWith('/configmaps/istio-ca-crl')) {
        return {
          metadata: { creationTimestamp: '2026-06-01T00:00:00Z' },
          data: { 'ca-crl.pem': this.given },
        };
      }
      if (method === 'GET') {
        expect(path).toBe(DEPLOYMENTS);
        return { items: [{ metadata: { name: 'istiod' } }] };
      }
      if (!this.mayRestart) {
        throw new KubernetesStatusError(403, 'Forbidden', 'no');
      }
      this.did.push(`${method} ${path}`);
      // Nobody else takes lists out of its memory.
      this.given = this.crl ?? '';
      return {};
    },
  } as unknown as ClusterConnection;

  readonly secret = {
    write: async (_before: unknown, files: object) => {
      expect(files).toEqual({ 'ca-crl.pem': undefined });
      this.crl = undefined;
      this.did.push('lists out of the Secret');
      return this.present();
    },
  } as unknown as CacertsSecret;

  present(): PresentCacerts {
    return { facts: this.crl ? { crl: this.crl } : {} } as PresentCacerts;
  }

  withdraw(options: object = {}): Promise<PresentCacerts> {
    return withdrawLists(
      {
        connection: this.connection,
        namespace: 'istio-system',
        secret: this.secret,
      },
      this.present(),
      {
        spreadMs: 10,
        restartIstiod: true,
        now: Date.now,
        work: {
          keepLease: async () => {},
          signal: new AbortController().signal,
        },
        ...options,
      },
    );
  }
}

describe('taking revocation lists away', () => {
  const RESTART = `PATCH ${DEPLOYMENTS}/istiod`;

  it('empties the Secret, restarts istiod and waits until it gives none', async () => {
    const plane = new Plane();
    const since = Date.now();
    const present = await plane.withdraw({ spreadMs: 100 });
    expect(present.facts.crl).toBeUndefined();
    expect(plane.did).toEqual(['lists out of the Secret', RESTART]);
    expect(plane.given).toBe('');
    expect(Date.now() - since).toBeGreaterThanOrEqual(100);
  });

  it('goes on where it was ended before the restart', async () => {
    const plane = new Plane();
    plane.crl = undefined;
    await plane.withdraw();
    expect(plane.did).toEqual([RESTART]);
  });

  it('does nothing where there are none', async () => {
    const plane = new Plane();
    plane.crl = undefined;
    plane.given = '';
    await plane.withdraw({ spreadMs: 600_000 });
    expect(plane.did).toEqual([]);
  });

  it.each([
    ['it is not to', { restartIstiod: false }, true],
    ['it may not', {}, false],
  ])(
    'says which command is missing where %s restart istiod',
    async (_words, options, mayRestart) => {
      const plane = new Plane();
      plane.mayRestart = mayRestart;
      await expect(plane.withdraw(options)).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringMatching(
          /^revocationLists: .*kubectl rollout restart deployment.*Nothing was issued$/,
        ),
      });
      expect(plane.given).toBe(LIST);
      // Somebody restarts it, and asks anew.
      plane.given = '';
      await plane.withdraw(options);
      expect(plane.did).toEqual(['lists out of the Secret']);
    },
  );
});
