import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Mesh } from '../equipment';
import { Kubectl } from '../Kubectl';
import { LeftOut, rolesFor } from './published';

/** An account with the published rights but some; the portal knows it as a cluster of this name. */
export interface Account {
  name: string;
  leftOut: LeftOut;
}

const NAMESPACE = 'meshport';

function list(items: object[]): object {
  return { apiVersion: 'v1', kind: 'List', items };
}

/** Makes accounts with their roles and writes a kubeconfig with a context for each. */
export async function createAccounts(
  kubectl: Kubectl,
  mesh: Mesh,
  accounts: readonly Account[],
  file: string,
): Promise<void> {
  await kubectl.create(
    list(
      accounts.flatMap(({ name, leftOut }) => [
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name, namespace: NAMESPACE },
        },
        {
          apiVersion: 'v1',
          kind: 'Secret',
          type: 'kubernetes.io/service-account-token',
          metadata: {
            name: `token-${name}`,
            namespace: NAMESPACE,
            annotations: { 'kubernetes.io/service-account.name': name },
          },
        },
        ...rolesFor(name, leftOut),
      ]),
    ),
  );
  const tokens = await eventually(30, () => tokensOf(kubectl, accounts));
  const admin = parse(readFileSync(mesh.kubeconfig, 'utf8'));
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'east', cluster: admin.clusters[0].cluster }],
    users: accounts.map(({ name }) => ({
      name,
      user: { token: tokens.get(name) },
    })),
    contexts: accounts.map(({ name }) => ({
      name,
      context: { cluster: 'east', user: name },
    })),
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
}

/** Gives accounts the rights that they are to have from now on. */
export async function changeRights(
  kubectl: Kubectl,
  accounts: readonly Account[],
): Promise<void> {
  const isRole = (object: any) => /Role$/.test(object.kind);
  await kubectl.replace(
    list(
      accounts.flatMap(({ name, leftOut }) =>
        rolesFor(name, leftOut).filter(isRole),
      ),
    ),
  );
}

async function tokensOf(kubectl: Kubectl, accounts: readonly Account[]) {
  const { items } = await kubectl.json('secrets', '-n', NAMESPACE);
  const tokens = new Map<string, string>();
  for (const { name } of accounts) {
    const secret = items.find(
      (one: any) => one.metadata.name === `token-${name}`,
    );
    const token = secret?.data?.token;
    expect(Boolean(token), `the account ${name} has a token`, secret?.metadata);
    tokens.set(name, Buffer.from(token, 'base64').toString());
  }
  return tokens;
}
