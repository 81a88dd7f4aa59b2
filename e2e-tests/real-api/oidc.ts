import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { HttpClusterConnection } from '../../plugins/mesh-backend/src/clusters';
import { createCredentials } from '../../plugins/mesh-backend/src/clusters/createCredentials';
import {
  ClusterInventory,
  DEFAULT_TIMING,
} from '../../plugins/mesh-backend/src/inventory';
import { Checks } from '../support/Checks';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { CleanUp } from '../support/programs';
import { OidcApiServer, USER_PREFIX } from './OidcApiServer';
import { OidcIssuer } from './OidcIssuer';
import { silent } from './silent';

const ROLE = join(__dirname, '../../docs/rbac/read.yaml');
/** How long an ID token lives, in seconds. */
const LIFETIME = 16;
/** The API server goes on taking a token for up to this long after its end, in seconds. */
const TOKEN_CACHE = 10;

/**
 * Reads a real API server as a user of an OpenID Connect issuer, whose tokens
 * the API server itself checks, with the published rights only.
 */
export async function oidc(
  checks: Checks,
  options: {
    /** The folder of the equipment's programs. */
    bin: string;
    /** A folder for files. */
    work: string;
    cleanUp: CleanUp;
  },
): Promise<void> {
  const { bin, work, cleanUp } = options;
  let issuer!: OidcIssuer;
  let server!: OidcApiServer;
  let inventory!: ClusterInventory;
  let number = 0;
  const expectFresh = () => {
    const { state, failures } = inventory.freshness(['Namespace', 'Pod']);
    expect(
      state === 'fresh' && failures.length === 0,
      'it is fresh and nothing fails',
      { state, failures },
    );
  };
  /** Makes a namespace, and waits until the inventory has it. */
  const expectFollowed = async () => {
    const name = `made-${++number}`;
    await server.admin.request({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { metadata: { name } },
    });
    await eventually(5, () =>
      expect(
        inventory.store('Namespace').get('', name) !== undefined,
        `it has namespace ${name}`,
        inventory.store('Namespace').size,
      ),
    );
  };

  await checks.must('a user of an issuer reads a real API server', async () => {
    issuer = await OidcIssuer.start(LIFETIME);
    cleanUp.add(() => issuer.close());
    const folder = join(work, 'oidc');
    server = await OidcApiServer.start(bin, folder, issuer, cleanUp);
    await grantReading(server.admin);
    const file = join(work, 'oidc.kubeconfig');
    server.writeKubeconfig(file, issuer);
    const details = { name: 'east', kubeconfig: { file } };
    const connection = new HttpClusterConnection(
      details,
      createCredentials(details, { warn: message => console.log(message) }),
    );
    inventory = new ClusterInventory({
      connection,
      timing: DEFAULT_TIMING,
      logger: silent,
    });
    cleanUp.add(async () => {
      await inventory.stop();
      await connection.close();
    });
    inventory.start();
    // The API server first has to fetch the issuer's keys.
    await eventually(60, expectFresh);
    await expectFollowed();
  });
  await checks.check(
    'its tokens are renewed in time, without a gap',
    async () => {
      const before = issuer.given;
      const end = Date.now() + 3 * LIFETIME * 1000;
      while (Date.now() < end) {
        expectFresh();
        await expectFollowed();
        await new Promise(resolve => setTimeout(resolve, 1000));
      }
      const { given, refused } = issuer;
      expect(
        given - before >= 2 && refused === 0,
        'tokens were given, and no refresh token was used twice',
        { given: given - before, refused },
      );
    },
  );
  await checks.check(
    'an issuer that refuses is told, and what to do',
    async () => {
      issuer.isWilling = false;
      await eventually(LIFETIME + TOKEN_CACHE + 45, () => {
        const { state, failures } = inventory.freshness(['Namespace']);
        const [failure] = failures;
        expect(
          state === 'stale' &&
            /sign in again|refused/.test(failure?.message ?? '') &&
            !/refresh-\d|eyJ/.test(JSON.stringify(failures)),
          'stale, because the issuer refuses, and no token is in the words',
          { state, failures },
        );
      });
    },
  );
  await checks.check(
    'when it is willing again all is fresh by itself',
    async () => {
      issuer.isWilling = true;
      await eventually(30, expectFresh);
      await expectFollowed();
    },
  );
}

/** What docs/rbac tells, for the issuer's user instead of the account. */
async function grantReading(admin: HttpClusterConnection): Promise<void> {
  const objects = parseAllDocuments(readFileSync(ROLE, 'utf8')).map(document =>
    document.toJSON(),
  );
  for (const object of objects) {
    const isBinding = object.kind.endsWith('Binding');
    const { namespace } = object.metadata;
    await admin.request({
      method: 'POST',
      path: `/apis/rbac.authorization.k8s.io/v1/${
        namespace ? `namespaces/${namespace}/` : ''
      }${object.kind.toLowerCase()}s`,
      body: isBinding
        ? {
            ...object,
            subjects: [
              {
                apiGroup: 'rbac.authorization.k8s.io',
                kind: 'User',
                name: `${USER_PREFIX}portal`,
              },
            ],
          }
        : object,
    });
  }
}
