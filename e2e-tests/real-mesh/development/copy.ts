import { DevCluster } from '@meshport/dev-cluster';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Kubectl } from '../Kubectl';

/** Kinds whose objects make the answers; pods come of the Deployments on both sides. */
const COPIED = [
  ...['namespaces', 'services', 'deployments', 'configmaps'],
  'mutatingwebhookconfigurations',
  ...['workloadgroups', 'workloadentries', 'serviceentries'],
  ...['virtualservices', 'destinationrules', 'sidecars'],
  ...['gateways.networking.istio.io', 'gateways.gateway.networking.k8s.io'],
  ...['peerauthentications', 'authorizationpolicies'],
  'requestauthentications',
];
/** What a namespace follows. */
const REVISION = 'istio.io/rev';

/** What an administrator writes, without what the API server made of it. */
function asWritten({ apiVersion, kind, metadata, status, ...rest }: any): any {
  const { name, namespace, labels, annotations, creationTimestamp } = metadata;
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, labels, annotations, creationTimestamp },
    ...rest,
    // istiod writes it, and no istiod runs there.
    ...(kind === 'WorkloadEntry' && status ? { status } : {}),
  };
}

function followsNothing(namespace: any): object {
  const { [REVISION]: _, ...labels } = namespace.metadata.labels;
  return { ...namespace, metadata: { ...namespace.metadata, labels } };
}

/** Objects of the real cluster, to be put into a development cluster. */
export async function readObjects(kubectl: Kubectl): Promise<any[]> {
  const { items } = await kubectl.json(COPIED.join(','), '-A');
  // As text, so that what is undefined is absent.
  return JSON.parse(JSON.stringify(items.map(asWritten))).filter(
    ({ kind, metadata }: any) =>
      !(kind === 'Service' && metadata.name === 'kubernetes') &&
      !(kind === 'ConfigMap' && metadata.namespace !== 'istio-system'),
  );
}

/**
 * Puts objects into a development cluster in the order of the real one: a
 * namespace follows a revision only after its pods have started.
 */
export async function plant(
  cluster: DevCluster,
  objects: any[],
): Promise<void> {
  const isNamespace = ({ kind }: any) => kind === 'Namespace';
  const namespaces = objects.filter(isNamespace);
  const others = objects.filter(object => !isNamespace(object));
  namespaces.map(followsNothing).forEach(one => cluster.apply(one));
  others.forEach(one => cluster.apply(one));
  const wanted = others.filter(({ kind }) => kind === 'Deployment').length;
  await eventually(10, () => {
    const pods: any[] = cluster.objects('Pod');
    const ready = pods.filter(({ status }) =>
      status?.conditions?.some(
        (one: any) => one.type === 'Ready' && one.status === 'True',
      ),
    );
    expect(ready.length === wanted, `${wanted} pods are ready`, pods.length);
  });
  namespaces.forEach(one => cluster.apply(one));
}
