import type { KubernetesObject } from '../resources';
import { createRemoteSecret, RemoteSecretOptions } from './createRemoteSecret';
import type {
  ReaderAccount,
  RemoteSecretCluster,
  TokenSecret,
} from './RemoteSecretCluster';
import { ClusterRefusal } from './RemoteSecretError';

const NAMESPACE = 'istio-system';
const READER = 'istio-reader-service-account';

const notFound = (plural: string, name: string) =>
  new ClusterRefusal('NotFound', `${plural} "${name}" not found`);

function tokenSecret(
  name: string,
  data: Record<string, string> = { 'ca.crt': 'CA', token: 'a.b.c' },
  account = READER,
): TokenSecret {
  return {
    metadata: {
      name,
      namespace: NAMESPACE,
      annotations: { 'kubernetes.io/service-account.name': account },
    },
    type: 'kubernetes.io/service-account-token',
    data: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, btoa(value)]),
    ),
  };
}

/** A cluster that says what was asked of it. */
class FakeCluster implements RemoteSecretCluster {
  server = 'https://10.0.0.1:6443';
  namespaces = new Map([['kube-system', { name: 'kube-system', uid: 'u-1' }]]);
  accounts: ReaderAccount[] = [
    { metadata: { name: READER, namespace: NAMESPACE } },
  ];
  secrets: TokenSecret[] = [tokenSecret('one')];
  minor = '35';
  calls: string[] = [];
  /** What happens to the Secrets while it waits. */
  onWait = (_waited: number) => {};
  private waited = 0;

  async version() {
    return { major: '1', minor: this.minor };
  }

  async getNamespace(name: string) {
    const metadata = this.namespaces.get(name);
    if (!metadata) {
      throw notFound('namespaces', name);
    }
    return { metadata };
  }

  async createNamespace(name: string) {
    this.calls.push(`create Namespace ${name}`);
  }

  async getServiceAccount(_: string, name: string) {
    const found = this.accounts.find(one => one.metadata.name === name);
    if (!found) {
      throw notFound('serviceaccounts', name);
    }
    return found;
  }

  async getSecret(_: string, name: string) {
    const found = this.secrets.find(one => one.metadata.name === name);
    if (!found) {
      throw notFound('secrets', name);
    }
    return found;
  }

  async listSecrets() {
    return this.secrets;
  }

  async createSecret(secret: KubernetesObject & TokenSecret) {
    const { name } = secret.metadata;
    if (this.secrets.some(one => one.metadata.name === name)) {
      throw new ClusterRefusal(
        'AlreadyExists',
        `secrets "${name}" already exists`,
      );
    }
    this.calls.push(`create Secret ${name}`);
    this.secrets.push(secret);
    return secret;
  }

  async apply(object: KubernetesObject) {
    this.calls.push(`apply ${object.kind} ${object.metadata.name}`);
    if (object.kind === 'ServiceAccount') {
      this.accounts.push(object);
    }
  }

  async wait(milliseconds: number) {
    this.waited += milliseconds;
    this.calls.push('wait');
    this.onWait(this.waited);
  }
}

const create = (
  cluster: FakeCluster,
  options: Partial<RemoteSecretOptions> = {},
) => createRemoteSecret(cluster, { namespace: NAMESPACE, ...options });

describe('createRemoteSecret', () => {
  it('takes the first token of the reader and the UID of kube-system', async () => {
    const cluster = new FakeCluster();
    cluster.secrets = [
      tokenSecret('foreign', { 'ca.crt': 'X', token: 'x' }, 'other'),
      { ...tokenSecret('opaque'), type: 'Opaque' },
      tokenSecret('one', { 'ca.crt': 'CA', token: 'first' }),
      tokenSecret('two', { 'ca.crt': 'CA', token: 'second' }),
    ];
    const { yaml, warnings } = await create(cluster);
    expect(yaml).toContain('\n  name: istio-remote-secret-u-1\n');
    expect(yaml).toContain('        certificate-authority-data: Q0E=\n');
    expect(yaml).toContain('        server: https://10.0.0.1:6443\n');
    expect(yaml).toContain('        token: first\n');
    expect(warnings).toEqual([]);
    expect(cluster.calls).toEqual([]);
  });

  it('takes the named token Secret', async () => {
    const cluster = new FakeCluster();
    cluster.secrets.push(tokenSecret('two', { 'ca.crt': 'CA', token: 'two' }));
    const { yaml } = await create(cluster, { secretName: 'two' });
    expect(yaml).toContain('token: two\n');
  });

  it('makes the reader, then its token, and waits for the token controller', async () => {
    const cluster = new FakeCluster();
    cluster.accounts = [];
    cluster.secrets = [];
    cluster.onWait = waited => {
      if (waited === 5000) {
        cluster.secrets = [tokenSecret(`${READER}-istio-remote-secret-token`)];
      }
    };
    const { yaml } = await create(cluster, { name: 'west' });
    expect(yaml).toContain('token: a.b.c\n');
    expect(cluster.calls).toEqual([
      'create Namespace istio-system',
      `apply ServiceAccount ${READER}`,
      'apply ClusterRole istio-reader-clusterrole-istio-system',
      'apply ClusterRoleBinding istio-reader-clusterrole-istio-system',
      `create Secret ${READER}-istio-remote-secret-token`,
      ...Array(5).fill('wait'),
    ]);
  });

  it('gives up after six reads, naming the Secret', async () => {
    const cluster = new FakeCluster();
    cluster.secrets = [tokenSecret('one', { 'ca.crt': 'CA' })];
    await expect(create(cluster)).rejects.toThrow(
      'no "token" data found in Secret istio-system/one',
    );
    expect(cluster.calls).toEqual(Array(5).fill('wait'));
  });

  it('waits for the CA of a plugin as well, and for no token', async () => {
    const cluster = new FakeCluster();
    cluster.secrets = [tokenSecret('one', {})];
    cluster.onWait = () => {
      cluster.secrets = [tokenSecret('one', { 'ca.crt': 'CA' })];
    };
    const { yaml, warnings } = await create(cluster, {
      name: 'west',
      authType: 'plugin',
      authPluginName: 'gcp',
      authPluginConfig: { k1: 'v1' },
    });
    expect(yaml).toContain(
      '        auth-provider:\n          config:\n            k1: v1\n          name: gcp\n',
    );
    expect(warnings).toEqual([
      expect.stringContaining('PILOT_INSECURE_MULTICLUSTER_KUBECONFIG_OPTIONS'),
    ]);
  });

  it('reads with istiod for the type config', async () => {
    const cluster = new FakeCluster();
    cluster.accounts = [{ metadata: { name: 'istiod' } }];
    cluster.secrets = [tokenSecret('one', undefined, 'istiod')];
    const { yaml } = await create(cluster, { name: 'west', type: 'config' });
    expect(yaml).toContain('\n  name: istio-kubeconfig\n');
  });

  it('says that a server is only reached from here', async () => {
    const cluster = new FakeCluster();
    cluster.server = 'https://127.0.0.1:6443';
    const { warnings } = await create(cluster);
    expect(warnings).toEqual([
      "server in Kubeconfig is https://127.0.0.1:6443. This is likely not reachable from inside the cluster, if you're using Kubernetes in Docker, pass --server with the container IP for the API Server",
    ]);
    const given = await create(cluster, { server: 'https://127.0.0.1:1' });
    expect(given.warnings).toEqual([]);
    expect(given.yaml).toContain('server: https://127.0.0.1:1\n');
  });

  it('leaves the query of a server out, as client-go does', async () => {
    const cluster = new FakeCluster();
    cluster.server = 'https://rancher.example.org/k8s/c-1?x=1';
    const { yaml } = await create(cluster);
    expect(yaml).toContain('server: https://rancher.example.org/k8s/c-1\n');
  });

  it('prints what istioctl prints although it is of no use, and says so', async () => {
    const cluster = new FakeCluster();
    cluster.secrets = [tokenSecret('one', { 'ca.crt': '', token: '' })];
    const { yaml, warnings } = await create(cluster, { name: 'West' });
    expect(yaml).toContain('\n  name: istio-remote-secret-West\n');
    expect(yaml).toContain('    - name: West\n      user: {}\n');
    expect(warnings).toEqual([
      expect.stringContaining('istio-remote-secret-West'),
      expect.stringContaining('the token is empty'),
    ]);
  });

  it('makes nothing when an account cannot be read', async () => {
    const cluster = new FakeCluster();
    cluster.getServiceAccount = async () => {
      throw new ClusterRefusal('Forbidden', 'serviceaccounts is forbidden');
    };
    await expect(create(cluster)).rejects.toThrow(
      'could not get access token to read resources from local kube-apiserver: failed retrieving service account istio-reader-service-account.istio-system required for creating the remote secret: serviceaccounts is forbidden',
    );
    expect(cluster.calls).toEqual([]);
  });

  it('makes nothing for an account that it cannot make', async () => {
    const cluster = new FakeCluster();
    await expect(create(cluster, { serviceAccount: 'custom' })).rejects.toThrow(
      'serviceaccounts "custom" not found',
    );
    expect(cluster.calls).toEqual([]);
    const made = await create(cluster, {
      serviceAccount: 'custom',
      secretName: undefined,
      reader: namespace => [
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'custom', namespace },
        },
      ],
    }).catch(error => error);
    expect(cluster.calls).toContain('apply ServiceAccount custom');
    expect(made.message).toContain('no "ca.crt" data found');
  });

  it("leaves a role as it is that is another's, and says so", async () => {
    const cluster = new FakeCluster();
    cluster.accounts = [];
    const apply = cluster.apply.bind(cluster);
    cluster.apply = async object => {
      if (object.kind === 'ClusterRole') {
        throw new ClusterRefusal('Conflict', 'conflict with "helm"');
      }
      return apply(object);
    };
    const { warnings } = await create(cluster, { name: 'west' });
    expect(warnings).toEqual([
      'ClusterRole istio-reader-clusterrole-istio-system is there, managed by another, and stays as it is: conflict with "helm"',
    ]);
  });

  it('takes a token Secret that another made at the same time', async () => {
    const cluster = new FakeCluster();
    const made = tokenSecret(`${READER}-istio-remote-secret-token`);
    cluster.secrets = [made];
    cluster.listSecrets = async () => [];
    expect((await create(cluster)).yaml).toContain('token: a.b.c\n');
  });

  describe('before Kubernetes 1.24', () => {
    const old = (...names: string[]) => {
      const cluster = new FakeCluster();
      cluster.minor = '23+';
      cluster.accounts[0].secrets = names.map(name => ({ name }));
      cluster.secrets = [
        tokenSecret('aaa', { 'ca.crt': 'CA', token: 'unlisted' }),
        tokenSecret('one'),
      ];
      return cluster;
    };

    it('takes the one Secret that the account lists', async () => {
      expect((await create(old('one'))).yaml).toContain('token: a.b.c\n');
      const chosen = await create(old('one', 'two'), { secretName: 'one' });
      expect(chosen.yaml).toContain('token: a.b.c\n');
    });

    it.each<[string, string[], string | undefined]>([
      [
        'no secret found in the service account: istio-system/istio-reader-service-account',
        [],
        undefined,
      ],
      [
        'wrong number of secrets (2) in serviceaccount istio-system/istio-reader-service-account, please use --secret-name to specify one',
        ['one', 'two'],
        undefined,
      ],
      ['provided secret does not exist: three', ['one', 'two'], 'three'],
      ['secrets "gone" not found', ['gone'], undefined],
    ])('says %s', async (message, names, secretName) => {
      await expect(create(old(...names), { secretName })).rejects.toThrow(
        `could not get access token to read resources from local kube-apiserver: ${message}`,
      );
    });
  });

  it.each<[string, Partial<RemoteSecretOptions>, (one: FakeCluster) => void]>([
    ['a b is not a valid DNS 1123 label', { name: 'a b' }, () => {}],
    ['namespaces "kube-system" not found', {}, one => one.namespaces.clear()],
    ['unsupported type: other', { type: 'other' }, () => {}],
    ['unsupported authentication type: exec', { authType: 'exec' }, () => {}],
    [
      'failed retrieving service account nope.istio-system required for creating the remote secret (hint: try installing a minimal Istio profile on the cluster first, or run with \'--create-service-account=true\'): serviceaccounts "nope" not found',
      { serviceAccount: 'nope', createServiceAccount: false },
      () => {},
    ],
    [
      'failed retrieving service account nope.istio-system after creating it: serviceaccounts "nope" not found (only istio-reader-service-account is made',
      { serviceAccount: 'nope' },
      () => {},
    ],
    [
      'could not get specified secret istio-system/nope: secrets "nope" not found',
      { secretName: 'nope' },
      () => {},
    ],
    [
      'secret istio-system/foreign does not reference ServiceAccount istio-reader-service-account',
      { secretName: 'foreign' },
      one => {
        one.secrets = [tokenSecret('foreign', {}, 'other')];
      },
    ],
    [
      'secrets "istio-reader-service-account-istio-remote-secret-token" already exists (it holds no token of istio-reader-service-account: delete it, or name another with --secret-name)',
      {},
      one => {
        one.secrets = [
          tokenSecret(`${READER}-istio-remote-secret-token`, {}, 'other'),
        ];
      },
    ],
    [
      'failed listing secrets in istio-system: secrets is forbidden',
      {},
      one => {
        one.listSecrets = async () => {
          throw new ClusterRefusal('Forbidden', 'secrets is forbidden');
        };
      },
    ],
    [
      'failed creating namespace istio-system: no quota',
      {},
      one => {
        one.accounts = [];
        one.createNamespace = async () => {
          throw new ClusterRefusal('Forbidden', 'no quota');
        };
      },
    ],
    [
      'patch: clusterroles is forbidden',
      {},
      one => {
        one.accounts = [];
        one.apply = async () => {
          throw new ClusterRefusal('Forbidden', 'clusterroles is forbidden');
        };
      },
    ],
    [
      'invalid kubeconfig: invalid configuration: no server found for cluster "u-1"',
      {},
      one => {
        one.server = '';
      },
    ],
  ])('says %s', async (message, options, change) => {
    const cluster = new FakeCluster();
    change(cluster);
    await expect(create(cluster, options)).rejects.toThrow(message);
  });

  it('goes on where the namespace is there but may not be read', async () => {
    const cluster = new FakeCluster();
    cluster.accounts = [];
    cluster.createNamespace = async () => {
      throw new ClusterRefusal('AlreadyExists', 'it is there');
    };
    expect((await create(cluster, { name: 'west' })).yaml).toContain('a.b.c');
  });
});
