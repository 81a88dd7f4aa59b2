import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { Kubectl } from './Kubectl';
import { Mesh } from './equipment';

const ROLES = join(__dirname, '../../docs/rbac');
/** What the portal needs for everything that this suite tries. */
const FILES = ['read.yaml', 'control-plane.yaml', 'write.yaml', 'retire.yaml'];

/** Names of the files with our published roles that are missing here. */
export function missingRoles(roles = FILES): string[] {
  return roles.filter(name => !existsSync(join(ROLES, name)));
}

/**
 * Makes the account that the portal uses, with our published roles and no
 * more, as an administrator does by docs/rbac.
 *
 * @param file - Where its kubeconfig is written, context `east`.
 * @param roles - Files of docs/rbac; those of the main suite unless told.
 */
export async function createAccount(
  kubectl: Kubectl,
  mesh: Mesh,
  file: string,
  roles = FILES,
): Promise<void> {
  await kubectl.run('create', 'namespace', 'meshport');
  await kubectl.run('-n', 'meshport', 'create', 'serviceaccount', 'meshport');
  for (const name of roles) {
    await kubectl.run('apply', '-f', join(ROLES, name));
  }
  const token = await kubectl.run(
    ...['-n', 'meshport', 'create', 'token', 'meshport', '--duration=4h'],
  );
  const admin = parse(readFileSync(mesh.kubeconfig, 'utf8'));
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'east',
    clusters: [{ name: 'east', cluster: admin.clusters[0].cluster }],
    users: [{ name: 'meshport', user: { token } }],
    contexts: [
      { name: 'east', context: { cluster: 'east', user: 'meshport' } },
    ],
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
}
