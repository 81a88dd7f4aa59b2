import { DevCluster } from '@meshport/dev-cluster';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { ClusterConnection, KubernetesStatusError } from '../clusters';
import { CertificateAuthorityIssueKind } from './issuance/CertificateAuthorityIssueKind';
import { CertificateAuthorityRenewKind } from './issuance/CertificateAuthorityRenewKind';
import { PROXIES, RootWorld } from './rotation/__testUtils__/RootWorld';

// A cluster is started for the tests.
jest.setTimeout(240_000);

const FOLDER = join(__dirname, '../../../../docs/rbac');
const OURS = ['ca.yaml', 'root-changes.yaml'];
const ACCOUNT = 'system:serviceaccount:meshport:meshport';
const FIRST = { cluster: 'east', authority: 'first' };
const SECRET = /\/namespaces\/([^/]+)\/(secrets|deployments)\/([^/?]+)$/;
const CREATE = 'application/apply-patch+yaml';

function documentsOf(file: string): any[] {
  return parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map(one =>
    one.toJS(),
  );
}

/** `VERB RESOURCE NAME` of all that a file grants; one without names is for every name. */
function grantedBy(file: string): string[] {
  return documentsOf(file)
    .flatMap(({ rules = [] }) => rules)
    .flatMap(({ resources, resourceNames = ['*'], verbs }: any) =>
      verbs.flatMap((verb: string) =>
        resources.flatMap((resource: string) =>
          resourceNames.map((name: string) => `${verb} ${resource} ${name}`),
        ),
      ),
    );
}

/** Notes which rights the processes made use of, and what was refused for want of one. */
class Ledger {
  readonly used = new Set<string>();
  readonly refused: string[] = [];
  #wasMissing = false;

  through = (connection: ClusterConnection): ClusterConnection =>
    new Proxy(connection, {
      get: (target, key) => {
        const value = Reflect.get(target, key, target);
        if (key === 'request') {
          return async ({ ...request }: any) => {
            const { method = 'GET', path } = request;
            const answer = await this.#noting(`${method} ${path}`, () =>
              target.request<any>(request),
            );
            this.#note(request);
            return answer;
          };
        }
        if (key === 'portForward') {
          return async (namespace: string, ...more: [any, any, any]) => {
            const stream = await this.#noting(`FORWARD ${namespace}`, () =>
              target.portForward(namespace, ...more),
            );
            if (namespace === 'shop') {
              this.used.add('get pods/portforward *');
              this.used.add('create pods/portforward *');
            }
            return stream;
          };
        }
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });

  async #noting<T>(words: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof KubernetesStatusError && error.code === 403) {
        this.refused.push(words);
      }
      // What is applied then is made, not changed.
      this.#wasMissing =
        error instanceof KubernetesStatusError && error.code === 404;
      throw error;
    }
  }

  #note({ method = 'GET', path, contentType, query }: any): void {
    const [, , resource, name] = SECRET.exec(path) ?? [];
    const verbs: Record<string, string> = {
      GET: 'get',
      PUT: 'update',
      PATCH: 'patch',
      DELETE: 'delete',
    };
    if (resource) {
      this.used.add(`${verbs[method]} ${resource} ${name}`);
      if (contentType === CREATE && this.#wasMissing) {
        this.used.add(`create ${resource} ${name}`);
      }
    }
    if (path === '/api/v1/configmaps') {
      this.used.add(`list configmaps ${query?.fieldSelector?.split('=')[1]}`);
    }
  }
}

/** The ServiceAccount of the published roles, with no other right. */
function publishedAccount(east: DevCluster): string {
  ['read.yaml', 'control-plane.yaml', ...OURS]
    .flatMap(documentsOf)
    .forEach(document => east.apply(document));
  return east.tokenFor(ACCOUNT, [
    'system:serviceaccounts',
    'system:serviceaccounts:meshport',
    'system:authenticated',
  ]);
}

describe('the published rights of certificate authorities', () => {
  const ledger = new Ledger();
  let world: RootWorld;
  let process: ReturnType<RootWorld['process']>;

  beforeAll(async () => {
    world = await RootWorld.start({
      account: publishedAccount,
      through: ledger.through,
    });
    process = world.process();
    await world.ready();
  });
  afterAll(async () => {
    await process.close();
    await world.stop();
  });

  /** A change of the root that has begun. */
  async function begin(parameters: object) {
    PROXIES.forEach(name => world.proxies.renew(name, world.now()));
    const request = await world.request(process.kind, parameters);
    await process.kind.provision(world.work(request));
    return request;
  }

  async function provision(kind: RequestKind, parameters: object) {
    const request = await world.request(kind as any, parameters);
    await kind.provision(world.work(request));
  }

  it('are enough for a change that is undone, one that is done, a renewal and an issuance', async () => {
    const undone = await begin(FIRST);
    await world.advance(process, undone, /Step 1 of 3/, []);
    await process.rootChanges.rollBack(undone.id, {
      credentials: {
        principal: { type: 'user', userEntityRef: 'user:default/ann' },
      } as any,
      reason: 'not today',
    });
    await world.advance(process, undone, /rolled back by/);
    expect(world.secret()).toBeUndefined();

    const done = await begin(FIRST);
    await world.advance(process, done, /^ready/);
    // A port of a workload is asked for where it cannot be simulated.
    world.proxies.hidden.add(PROXIES[1]);
    const rotated = await begin({ ...FIRST, authority: 'second' });
    await world.advance(process, rotated, /Step 1 of 3: 1 of 2 proxies/);
    world.proxies.hidden.clear();
    await world.advance(process, rotated, /^ready/);

    const before = world.secret()!['ca-cert.pem'];
    await provision(new CertificateAuthorityRenewKind(process.context), {
      cluster: 'east',
    });
    const renewed = world.secret()!['ca-cert.pem'];
    expect(renewed).not.toBe(before);
    await provision(new CertificateAuthorityIssueKind(process.context), {
      ...FIRST,
      authority: 'second',
    });
    expect(world.secret()!['ca-cert.pem']).not.toBe(renewed);
    expect(ledger.refused).toEqual([]);
  });

  it('are used, every one', () => {
    const granted = OURS.flatMap(grantedBy).sort();
    expect(granted).toContain('update secrets cacerts');
    expect([...ledger.used].sort()).toEqual(granted);
  });

  it('are asked for by their file where one is missing', async () => {
    world.dev.clusters.east.remove('Role', 'istio-system', 'meshport-ca');
    await expect(
      provision(new CertificateAuthorityRenewKind(process.context), {
        cluster: 'east',
      }),
    ).rejects.toThrow(
      /account in east may not read Secret istio-system\/cacerts.*docs\/rbac\/ca\.yaml/,
    );
    expect(ledger.refused).not.toEqual([]);
  });
});
