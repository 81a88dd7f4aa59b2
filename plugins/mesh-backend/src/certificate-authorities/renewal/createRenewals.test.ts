import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import { KubernetesStatusError } from '../../clusters/errors';
import { DAY, RenewalWorld } from './__testUtils__/renewalWorld';
import { createRenewals } from './createRenewals';

const OWNER = 'group:default/owners';
const AGO = 50;

describe('what renews authorities and tells of their end', () => {
  let world: RenewalWorld;
  let opened: any[];
  let sent: any[];
  let warnings: string[];
  /** `cacerts` of the only cluster; an error is thrown. */
  let secret: Record<string, string> | Error | undefined;
  let clusters: string[];

  beforeEach(async () => {
    world = await RenewalWorld.start();
    world.now = Date.now() - AGO * DAY;
    [opened, sent, warnings] = [[], [], []];
    secret = undefined;
    clusters = ['east'];
  });
  afterEach(() => world.stop());

  const connection = {
    details: { name: 'east' },
    request: async () => {
      if (secret instanceof Error) {
        throw secret;
      }
      if (!secret) {
        throw new KubernetesStatusError(404, 'NotFound', 'not found');
      }
      const data = Object.entries(secret).map(([name, text]) => [
        name,
        Buffer.from(text).toString('base64'),
      ]);
      return {
        metadata: { name: 'cacerts', namespace: 'istio-system' },
        data: Object.fromEntries(data),
      };
    },
  };

  /** One instance of the backend: its tasks by their names. */
  function instance() {
    const tasks = new Map<string, any>();
    const logger = mockServices.logger.mock();
    logger.warn.mockImplementation(text => {
      warnings.push(text);
    });
    const renewals = createRenewals({
      authorizer: {
        namespaceResource: () => ({ owners: [OWNER] }),
      } as any,
      config: new ConfigReader({
        mesh: {
          certificateAuthorityAlerts: {
            recipients: ['group:default/security'],
          },
        },
      }),
      inventory: {
        clusters: () =>
          clusters.map(name => ({
            details: { name },
            store: () => ({ get: () => undefined }),
          })),
      } as any,
      issuances: { list: async () => world.issuances },
      knex: world.database.dbs[0],
      logger,
      notifications: {
        send: async notification => {
          sent.push(notification);
        },
      },
      registry: {
        list: () => clusters.map(() => connection),
        get: (name: string) => {
          if (!clusters.includes(name)) {
            throw new NotFoundError(name);
          }
          return connection;
        },
      } as any,
      requests: {
        open: async request => {
          opened.push(request);
          return { id: 'r', created: true };
        },
        look: async () => undefined,
      },
      scheduler: {
        scheduleTask: async (task: any) => {
          tasks.set(task.id, task);
        },
      } as any,
    });
    return { renewals, tasks };
  }

  /** Starts an instance and has one of its tasks run. */
  async function run(task: 'mesh-ca-renewals' | 'mesh-ca-expiry') {
    const { renewals, tasks } = instance();
    await renewals.start();
    await tasks.get(task).fn();
  }

  /** Files of the Secret that holds what was issued. */
  function filesOf(issuance: { events: any[] }) {
    const { certificate, chain } = issuance.events.find(
      ({ type }) => type === 'issued',
    );
    return {
      'ca-cert.pem': certificate,
      'ca-key.pem': 'sentinel-key',
      'cert-chain.pem': [certificate, ...chain].join('\n'),
      'root-cert.pem': chain.at(-1),
    };
  }

  it('looks on every instance, and no more once it is stopped', async () => {
    const { renewals, tasks } = instance();
    await renewals.start();
    expect(
      [...tasks.values()].map(({ id, scope, frequency }) => [
        id,
        scope,
        frequency,
      ]),
    ).toEqual([
      ['mesh-ca-renewals', 'local', { minutes: 1 }],
      ['mesh-ca-expiry', 'local', { minutes: 15 }],
    ]);
    const signals = [...tasks.values()].map(({ signal }) => signal);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    renewals.stop();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('asks to renew what the control plane still signs by, with the approval of its issuance', async () => {
    const issuance = await world.issued({ renewals: 'inAdvance' });
    secret = filesOf(issuance);
    await run('mesh-ca-renewals');
    expect(opened).toEqual([
      expect.objectContaining({
        kind: 'certificate-authority-renew',
        parameters: {
          cluster: 'east',
          namespace: 'istio-system',
          issuance: issuance.id,
        },
        approvedWith: 'first',
      }),
    ]);
  });

  it('leaves alone what another wrote since, and watches that instead', async () => {
    await world.issued();
    const another = await world.issued({ cluster: 'another', days: 57 });
    world.issuances.shift();
    secret = filesOf(another);
    await run('mesh-ca-renewals');
    expect(opened).toEqual([]);
    await run('mesh-ca-expiry');
    await run('mesh-ca-expiry');
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      recipients: {
        entityRef: ['group:default/security', OWNER],
      },
      payload: {
        title: expect.stringMatching(
          /^The certificate authority of east ends in \d/,
        ),
      },
    });
    expect(JSON.stringify([sent, warnings])).not.toContain('sentinel-key');
  });

  it.each<[string, () => void]>([
    [
      'may not be read',
      () => {
        secret = new KubernetesStatusError(403, 'Forbidden', 'forbidden');
      },
    ],
    [
      'holds no certificate',
      () => {
        secret = { 'ca-cert.pem': 'none', 'cert-chain.pem': 'none' };
      },
    ],
    [
      'is of a cluster that is not shown now',
      () => {
        clusters = [];
      },
    ],
  ])('asks to renew it all the same where the Secret %s', async (_, happen) => {
    await world.issued();
    happen();
    await run('mesh-ca-renewals');
    expect(opened).toHaveLength(1);
  });

  it('says that the end of what it may not read is not watched', async () => {
    secret = new KubernetesStatusError(403, 'Forbidden', 'forbidden');
    await run('mesh-ca-expiry');
    expect(sent).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /authority of east is not watched: .*docs\/rbac\/ca\.yaml/,
      ),
    ]);
  });
});
