import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { HttpClusterConnection } from '../../plugins/mesh-backend/src/clusters';
import {
  ClusterInventory,
  DEFAULT_TIMING,
} from '../../plugins/mesh-backend/src/inventory';
import { Checks } from '../support/Checks';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { CleanUp } from '../support/programs';
import { ApiServer } from './ApiServer';
import { serveAllKinds } from './customResources';
import { silent } from './silent';

const ROLES = join(__dirname, '../../docs/rbac');
/** For how long it is away each time. */
const OUTAGES = [6, 25];
/**
 * From the moment when it says that it is ready. It refuses everybody for some
 * seconds more, until it has read its roles.
 */
const FRESH_SECONDS = 15;

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/**
 * Ends a real API server and starts it again, with all kinds served and the
 * published rights only; the inventory, timed as in production, has to be
 * fresh soon after.
 */
export async function restarts(
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
  let server!: ApiServer;
  let inventory!: ClusterInventory;
  let direct!: HttpClusterConnection;
  const fresh = () => {
    const { state, failures } = inventory.freshness();
    expect(state === 'fresh', 'the inventory is fresh', failures);
  };
  await checks.must('every kind is followed with our rights', async () => {
    server = await ApiServer.start(bin, join(work, 'restarts'), cleanUp);
    direct = new HttpClusterConnection({
      name: 'direct',
      kubeconfig: { file: server.kubeconfig },
    });
    cleanUp.add(() => direct.close());
    await serveAllKinds(direct);
    const file = join(work, 'restarts.kubeconfig');
    await writeAccount(direct, server.kubeconfig, file);
    const connection = new HttpClusterConnection({
      name: 'east',
      kubeconfig: { file },
    });
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
    await eventually(60, () => {
      fresh();
      const unread = inventory
        .statuses()
        .filter(({ state }) => state !== 'watching');
      expect(unread.length === 0, 'every kind is followed', unread);
    });
  });
  const outage = async (seconds: number) => {
    server.takeDown();
    await pause(seconds * 1000);
    const { state } = inventory.freshness();
    expect(state === 'stale', 'the inventory is stale', state);
    server.bringUp();
    await readiness(direct);
    const ready = Date.now();
    await eventually(FRESH_SECONDS, fresh);
    console.log(
      `      fresh ${((Date.now() - ready) / 1000).toFixed(1)} s later`,
    );
    const { failures } = inventory.freshness();
    expect(failures.length === 0, 'nothing fails', failures);
  };
  for (const seconds of OUTAGES) {
    await checks.check(
      `fresh within ${FRESH_SECONDS} s after an outage of ${seconds} s`,
      () => outage(seconds),
    );
  }
}

/** Waits until the API server says that it is ready; asks often. */
async function readiness(connection: HttpClusterConnection): Promise<void> {
  const end = Date.now() + 120_000;
  for (;;) {
    try {
      await connection.request({ path: '/readyz', timeoutMs: 1000 });
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(100);
    }
  }
}

/** An account with the published rights, as docs/rbac tells. */
async function writeAccount(
  connection: HttpClusterConnection,
  admin: string,
  file: string,
): Promise<void> {
  const post = (path: string, body: object) =>
    connection.request<any>({ method: 'POST', path, body });
  for (const name of ['meshport', 'istio-system']) {
    await post('/api/v1/namespaces', { metadata: { name } });
  }
  const accounts = '/api/v1/namespaces/meshport/serviceaccounts';
  await post(accounts, { metadata: { name: 'meshport' } });
  for (const name of ['read.yaml', 'control-plane.yaml']) {
    const text = readFileSync(join(ROLES, name), 'utf8');
    for (const document of parseAllDocuments(text)) {
      const object = document.toJSON();
      const { namespace } = object.metadata;
      await post(
        `/apis/rbac.authorization.k8s.io/v1/${
          namespace ? `namespaces/${namespace}/` : ''
        }${object.kind.toLowerCase()}s`,
        object,
      );
    }
  }
  const { status } = await post(`${accounts}/meshport/token`, {
    spec: { expirationSeconds: 3600 },
  });
  const kubeconfig = parse(readFileSync(admin, 'utf8'));
  for (const { user } of kubeconfig.users) {
    Object.keys(user).forEach(key => delete user[key]);
    user.token = status.token;
  }
  writeFileSync(file, stringify(kubeconfig), { mode: 0o600 });
}
