import { parse, stringify } from 'yaml';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Kubectl } from '../Kubectl';
import { manifest } from '../situation';

const TAG = 'letters';
const made = new WeakMap<Kubectl, Promise<void>>();

/**
 * Makes objects with which every right to read counts on some card, and a mesh
 * configuration that differs from Istio's defaults; once for a mesh, to the end
 * of the run.
 */
export function createSurroundings(kubectl: Kubectl): Promise<void> {
  const making = made.get(kubectl) ?? create(kubectl);
  made.set(kubectl, making);
  return making;
}

async function create(kubectl: Kubectl): Promise<void> {
  await kubectl.run('apply', '-f', manifest('rights.yaml'));
  await eventually(30, async () => {
    const { items } = await kubectl.json('pods', '-n', 'newsletter');
    expect(items.length === 1, 'the newsletter has its pod', items.length);
  });
  await kubectl.istioctl('tag', 'set', TAG, '--revision', 'default');
  await kubectl.run('label', 'namespace', 'newsletter', `istio.io/rev=${TAG}`);
  await setRootNamespace(kubectl, 'mesh-policies');
}

async function setRootNamespace(kubectl: Kubectl, name: string): Promise<void> {
  const { apiVersion, kind, metadata, data } = await kubectl.json(
    ...['configmap', 'istio', '-n', 'istio-system'],
  );
  const mesh = { ...parse(data.mesh), rootNamespace: name };
  await kubectl.replace({
    apiVersion,
    kind,
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      labels: metadata.labels,
    },
    data: { ...data, mesh: stringify(mesh) },
  });
}
