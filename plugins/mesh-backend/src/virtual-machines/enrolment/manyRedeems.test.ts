import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { RequestBackend } from '../../requests/__testUtils__/startRequestBackend';
import { unpack } from '../__testUtils__/unpack';
import {
  makeCode,
  prepared,
  redeem,
  startEnrolling,
} from './__testUtils__/enrolling';

// Backends and clusters are started for the tests.
jest.setTimeout(180_000);

// PostgreSQL runs where BACKSTAGE_TEST_DATABASE_POSTGRES14_CONNECTION_STRING names one.
const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_14'],
  disableDocker: true,
});

const over = (knex: Knex) =>
  createServiceFactory({
    service: coreServices.database,
    deps: {},
    factory: () => ({ getClient: async () => knex }),
  });

describe.each(databases.eachSupportedId())('many redeems at once on %s', id => {
  const backends: RequestBackend[] = [];
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init(id);
    const database = over(knex);
    backends.push(await startEnrolling({ database }));
    // SQLite is for one backend.
    backends.push(
      id === 'SQLITE_3'
        ? backends[0]
        : await startEnrolling({ database, beside: backends[0] }),
    );
  });
  afterAll(async () => {
    // The one whose clusters they are comes last.
    for (const backend of new Set(backends.reverse())) {
      await backend.stop();
    }
  });

  const tokensMade = () =>
    backends[0].east
      .requests()
      .filter(one => one.method === 'POST' && /\/token$/.test(one.path)).length;

  it('fifty of one code on two backends give one bundle', async () => {
    const { id: request } = await prepared(backends[0]);
    const { code } = await makeCode(backends[0], request);
    const before = tokensMade();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        redeem(backends[index % 2], {
          code,
          request,
          hostname: `vm-${index}`,
        }),
      ),
    );
    const given = answers.filter(one => one.status === 200);
    expect(given).toHaveLength(1);
    expect(tokensMade() - before).toBe(1);
    const files = await unpack(given[0].raw);
    expect(files.get('istio-token')!.text).not.toBe('');
    const refused = answers.filter(one => one.status !== 200);
    expect(new Set(refused.map(one => `${one.status} ${one.text}`)).size).toBe(
      1,
    );
    expect(refused[0].status).toBe(403);
    const { body } = await backends[0].call(
      'get',
      `/requests/${request}/enrolment-codes`,
    );
    expect(body.items[0]).toMatchObject({ state: 'used', usesLeft: 0 });
    expect(body.items[0].redemptions).toHaveLength(1);
    const { body: after } = await backends[0].call(
      'get',
      `/requests/${request}`,
    );
    expect(
      after.history.filter((one: any) => one.type === 'redeemed'),
    ).toHaveLength(1);
  });
});
