import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { createRemoteSecret } from '@meshport/istio';
import { liveRemoteSecretCluster } from './liveRemoteSecret';
import { remoteSecretDifferences } from './remoteSecretCheck';
import { remoteSecretCases } from './remoteSecretFiles';
import { parseRemoteSecretCall, unknownCommand } from './remoteSecretFlags';
import { UsageError } from './UsageError';

const USAGE = `npm run conformance -- remote-secret FOLDER
npm run --silent conformance -- remote-secret --kubeconfig FILE [--context NAME]
  [--name CLUSTER] [--namespace NAME] [--istioNamespace NAME] [--type remote|config]
  [--server URL] [--tls-server-name NAME] [--service-account NAME]
  [--create-service-account=true|false] [--manifests FOLDER] [--secret-name NAME]
  [--auth-type bearer-token|plugin] [--auth-plugin-name NAME]
  [--auth-plugin-config KEY=VALUE,…] [--kubeclient-timeout DURATION]
  [--as USER] [--as-group GROUP]… [--as-uid UID]`;

async function checkFolder(folder: string): Promise<boolean> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError(`There is no folder ${folder}.`);
  }
  const cases = remoteSecretCases(folder);
  if (cases.length === 0) {
    throw new UsageError(
      `${folder} has no case: a case is a folder with arguments (args.txt), objects (objects.yaml) and what is expected (expected.yaml or error.txt); docs/contributors/conformance.md tells more.`,
    );
  }
  let passed = 0;
  for (const one of cases) {
    const differences = await remoteSecretDifferences(one).catch(
      (error: Error) => [`the case is broken: ${error.message}`],
    );
    differences.forEach(text => console.log(`${one.title}: ${text}`));
    passed += differences.length === 0 ? 1 : 0;
  }
  console.log(`remote-secret: passed ${passed} of ${cases.length}`);
  return passed === cases.length;
}

async function printSecret(args: string[], from: string): Promise<void> {
  const call = parseRemoteSecretCall(args);
  if (call.help) {
    console.log(USAGE);
    return;
  }
  if (call.positionals.length > 0) {
    throw unknownCommand(call.positionals[0]);
  }
  const { cluster, options } = liveRemoteSecretCluster(call, from);
  const { yaml, warnings } = await createRemoteSecret(cluster, options);
  warnings.forEach(text => process.stderr.write(`warn: ${text}\n`));
  process.stdout.write(yaml);
}

/**
 * `npm run conformance -- remote-secret …`
 *
 * @param from - folder that relative paths start at
 * @returns whether all was as it must be
 */
export async function remoteSecret(
  args: string[],
  from: string,
): Promise<boolean> {
  const [folder, ...more] = args;
  if (folder === undefined) {
    throw new UsageError(USAGE);
  }
  if (!folder.startsWith('-')) {
    if (more.length > 0) {
      throw new UsageError(`Give one folder.\n${USAGE}`);
    }
    return checkFolder(resolve(from, folder));
  }
  await printSecret(args, from);
  return true;
}
