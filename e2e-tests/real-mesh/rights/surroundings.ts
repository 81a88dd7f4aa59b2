import { parse, stringify } from 'yaml';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Kubectl } from '../Kubectl';
import { manifest } from '../situation';

const TAG = 'letters';

/**
 * Makes objects with which every right to read counts on some card, and a mesh
 * configuration that differs from Istio's defaults.
 *
 * @returns How to take all of it away.
 */
export async function createSurroundings(
  kubectl: Kubectl,
): Promise<() => Promise<void>> {
  const file = manifest('rights.yaml');
  await kubectl.run('apply', '-f', file);
  await eventually(30, async () => {
    const { items } = await kubectl.json('pods', '-n', 'newsletter');
    expect(items.length === 1, 'the newsletter has its pod', items.length);
  });
  await kubectl.istioctl('tag', 'set', TAG, '--revision', 'default');
  await kubectl.run('label', 'namespace', 'newsletter', `istio.io/rev=${TAG}`);
  const before = await setRootNamespace(kubectl, 'mesh-policies');
  return async () => {
    await setRootNamespace(kubectl, before);
    await kubectl.istioctl('tag', 'remove', TAG, '--skip-confirmation');
    await kubectl.run('delete', '--wait=false', '-f', file);
  };
}

async function setRootNamespace(kubectl: Kubectl, name: string | undefined) {
  const { apiVersion, kind, metadata, data } = await kubectl.json(
    ...['configmap', 'istio', '-n', 'istio-system'],
  );
  const { rootNamespace, ...mesh } = parse(data.mesh);
  await kubectl.replace({
    apiVersion,
    kind,
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      labels: metadata.labels,
    },
    data: {
      ...data,
      mesh: stringify(name ? { ...mesh, rootNamespace: name } : mesh),
    },
  });
  return rootNamespace as string | undefined;
}
