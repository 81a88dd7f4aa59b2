import type { KubernetesObject } from '../resources';
import { READER_SERVICE_ACCOUNT, readerAccess } from './readerAccess';
import type { ReaderAccount, RemoteSecretCluster } from './RemoteSecretCluster';
import {
  isAlreadyThere,
  isConflict,
  isNotFound,
  RemoteSecretError,
} from './RemoteSecretError';

const NO_ACCESS =
  'could not get access token to read resources from local kube-apiserver';

/** The error with istioctl's words for where it came up. */
export function noAccess(why: string): RemoteSecretError {
  return new RemoteSecretError(`${NO_ACCESS}: ${why}`);
}

/** Gives an error of a cluster the words for where it came up. */
export async function within<T>(
  words: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw noAccess(`${words}${(error as Error).message}`);
  }
}

/** What is needed to have a reader. */
interface ReaderWanted {
  namespace: string;
  account: string;
  createServiceAccount?: boolean;
  reader?: (namespace: string) => KubernetesObject[];
}

async function ensureNamespace(
  cluster: RemoteSecretCluster,
  name: string,
): Promise<void> {
  try {
    await cluster.getNamespace(name);
  } catch {
    // Who may not read a namespace may still make one; if that fails it is told.
    await within(`failed creating namespace ${name}: `, async () => {
      try {
        await cluster.createNamespace(name);
      } catch (error) {
        if (!isAlreadyThere(error)) {
          throw error;
        }
      }
    });
  }
}

/** Makes what is missing; what another manages differently stays as it is. */
async function applyAll(
  cluster: RemoteSecretCluster,
  objects: readonly KubernetesObject[],
): Promise<string[]> {
  const warnings: string[] = [];
  for (const object of objects) {
    try {
      await cluster.apply(object);
    } catch (error) {
      const { message } = error as Error;
      if (!isConflict(error)) {
        throw noAccess(`patch: ${message}`);
      }
      warnings.push(
        `${object.kind} ${object.metadata.name} is there, managed by another, and stays as it is: ${message}`,
      );
    }
  }
  return warnings;
}

/** A ServiceAccount to read with. */
interface Reader {
  account: ReaderAccount;
  /** What was left as it is. */
  warnings: string[];
}

/**
 * The reader's ServiceAccount; made with its roles where it is missing and that is
 * wanted. Only the account of Istio's charts can be made.
 *
 * @throws RemoteSecretError in istioctl's words
 */
export async function ensureReader(
  cluster: RemoteSecretCluster,
  wanted: ReaderWanted,
): Promise<Reader> {
  const { namespace, account, createServiceAccount = true } = wanted;
  const { reader = (name: string) => readerAccess({ namespace: name }) } =
    wanted;
  const failed = `failed retrieving service account ${account}.${namespace}`;
  const required = `${failed} required for creating the remote secret`;
  try {
    const there = await cluster.getServiceAccount(namespace, account);
    return { account: there, warnings: [] };
  } catch (error) {
    const { message } = error as Error;
    if (!createServiceAccount) {
      throw noAccess(
        `${required} (hint: try installing a minimal Istio profile on the cluster first, or run with '--create-service-account=true'): ${message}`,
      );
    }
    if (!isNotFound(error)) {
      // An account that cannot be read may well be there: nothing is made.
      throw noAccess(`${required}: ${message}`);
    }
  }
  const objects = reader(namespace);
  const isMade = objects.some(
    ({ kind, metadata }) =>
      kind === 'ServiceAccount' && metadata.name === account,
  );
  const after = `${failed} after creating it: `;
  if (!isMade) {
    // istioctl makes the usual reader first, which does not help.
    throw noAccess(
      `${after}serviceaccounts ${JSON.stringify(
        account,
      )} not found (only ${READER_SERVICE_ACCOUNT} is made: create ${account} yourself, or leave --service-account out)`,
    );
  }
  await ensureNamespace(cluster, namespace);
  const warnings = await applyAll(cluster, objects);
  const made = await within(after, () =>
    cluster.getServiceAccount(namespace, account),
  );
  return { account: made, warnings };
}
