import { injectingRevision, podRevision } from '@meshport/istio';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Kubectl } from '../Kubectl';
import { COMPONENT, Situation } from '../situation';

const REVISION = 'istio.io/rev';
const INJECT = 'sidecar.istio.io/inject';

/** Labels of namespaces, by the namespace's name. */
const NAMESPACES: Record<string, Record<string, string>> = {
  'asks-nothing': {},
  'asks-default': { 'istio-injection': 'enabled' },
  'asks-off': { 'istio-injection': 'disabled' },
  'asks-off-and-revision': {
    'istio-injection': 'disabled',
    [REVISION]: 'canary',
  },
  'asks-default-by-name': { [REVISION]: 'default' },
  'asks-revision': { [REVISION]: 'canary' },
  'asks-tag': { [REVISION]: 'prod' },
  'asks-missing': { [REVISION]: 'prdo' },
  'asks-both': { 'istio-injection': 'enabled', [REVISION]: 'canary' },
  'asks-ambient': { 'istio.io/dataplane-mode': 'ambient' },
  'asks-ambient-and-tag': {
    'istio.io/dataplane-mode': 'ambient',
    [REVISION]: 'prod',
  },
};

/** Labels of pods. */
const PODS: Record<string, Record<string, string>> = {
  plain: {},
  'opts-in': { [INJECT]: 'true' },
  'opts-out': { [INJECT]: 'false' },
  'says-maybe': { [INJECT]: 'maybe' },
  'names-revision': { [REVISION]: 'canary' },
  'names-tag': { [REVISION]: 'prod' },
  'names-missing': { [REVISION]: 'prdo' },
  'names-tag-and-opts-in': { [REVISION]: 'prod', [INJECT]: 'true' },
};

function list(items: object[]) {
  return { apiVersion: 'v1', kind: 'List', items };
}

/** Which pods get a proxy, and of which revision: the API server's word against ours. */
export async function injection(
  checks: Checks,
  { kubectl }: Situation,
): Promise<void> {
  await checks.check(
    'predicts for every mix of labels what the webhooks do',
    async () => {
      await kubectl.create(
        list(
          Object.entries(NAMESPACES).map(([name, labels]) => ({
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name, labels },
          })),
        ),
      );
      const pods = Object.keys(NAMESPACES).flatMap(namespace =>
        Object.entries(PODS).map(([name, labels]) => ({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, namespace, labels },
          spec: { containers: [{ name: 'app', image: 'any' }] },
        })),
      );
      const { items: webhooks } = await kubectl.json(
        'mutatingwebhookconfigurations',
      );
      const { items: namespaces } = await kubectl.json('namespaces');
      const made = await eventually(30, () => kubectl.dryRun(pods));
      const differences = made
        .map((pod: any) => {
          const { name, namespace } = pod.metadata;
          const ours = injectingRevision(
            namespaces.find((one: any) => one.metadata.name === namespace),
            PODS[name],
            webhooks,
          );
          return { namespace, name, real: podRevision(pod), ours };
        })
        .filter(({ real, ours }: any) => real !== ours);
      expect(
        made.length === pods.length && differences.length === 0,
        `${pods.length} pods are as predicted`,
        differences,
      );
      const injected = made.filter((pod: any) => podRevision(pod));
      expect(
        injected.length > 10 && injected.length < pods.length - 10,
        'some are injected and some are not',
        injected.length,
      );
    },
  );
}

/** A pod of the component that keeps out of the mesh, and why. */
export async function notInjected(
  checks: Checks,
  { kubectl, people }: Situation,
): Promise<void> {
  await checks.check('says why a pod is not in the mesh', async () => {
    const { namespace } = COMPONENT;
    await kubectl.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'outside',
        namespace,
        labels: { app: 'ratings', version: 'outside', [INJECT]: 'false' },
      },
      spec: { containers: [{ name: 'app', image: 'any' }] },
    });
    await eventually(30, async () => {
      const { items } = await people.platform.card(COMPONENT.name, 'version');
      const [{ membership, outside, instances }] = items;
      expect(
        membership === 'partial' &&
          instances.total === instances.inMesh + 1 &&
          outside.length === 1 &&
          String(outside[0].examples) === `${namespace}/outside` &&
          outside[0].why.includes(`label ${INJECT}=false`),
        'one pod is outside, by its label',
        items,
      );
    });
    await kubectl.run('-n', namespace, 'delete', 'pod', 'outside', '--now');
  });
}

/** Removes what `injection` made. */
export async function removeNamespaces(kubectl: Kubectl): Promise<void> {
  await kubectl.run(
    ...['delete', 'namespace', '--wait=false', ...Object.keys(NAMESPACES)],
  );
}
