import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { Mesh } from '../equipment';
import { Kubectl } from '../Kubectl';

const ROLES = join(__dirname, '../../../docs/rbac');

/** The published roles, naming the Secrets of these primaries and remotes. */
function rolesFor(primaries: string[], remotes: string[]): object[] {
  const text = readFileSync(join(ROLES, 'remote-clusters.yaml'), 'utf8');
  const names: Record<string, string[]> = {
    'istio-remote-secret-west': remotes.map(
      name => `istio-remote-secret-${name}`,
    ),
    'meshport-reader-east-1': primaries.flatMap(name => [
      `meshport-reader-${name}-1`,
      `meshport-reader-${name}-2`,
    ]),
    'meshport-reader-east-2': [],
  };
  return parseAllDocuments(text).map(document => {
    const role = document.toJS();
    for (const rule of role.rules ?? []) {
      rule.resourceNames = rule.resourceNames.flatMap(
        (name: string) => names[name] ?? [name],
      );
    }
    return role;
  });
}

/**
 * Makes the account that the portal uses, with our published roles and no
 * more, and writes its kubeconfig.
 */
export async function createRemoteAccount(
  kubectl: Kubectl,
  mesh: Mesh,
  of: { name: string; file: string; primaries: string[]; remotes: string[] },
): Promise<void> {
  await kubectl.run('create', 'namespace', 'meshport');
  await kubectl.run('-n', 'meshport', 'create', 'serviceaccount', 'meshport');
  for (const name of ['read.yaml', 'control-plane.yaml']) {
    await kubectl.run('apply', '-f', join(ROLES, name));
  }
  for (const role of rolesFor(of.primaries, of.remotes)) {
    await kubectl.apply(role);
  }
  const token = await kubectl.run(
    ...['-n', 'meshport', 'create', 'token', 'meshport', '--duration=4h'],
  );
  const admin = parse(readFileSync(mesh.kubeconfig, 'utf8'));
  writeFileSync(
    of.file,
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': of.name,
      clusters: [{ name: of.name, cluster: admin.clusters[0].cluster }],
      users: [{ name: 'meshport', user: { token } }],
      contexts: [
        { name: of.name, context: { cluster: of.name, user: 'meshport' } },
      ],
    }),
    { mode: 0o600 },
  );
}
