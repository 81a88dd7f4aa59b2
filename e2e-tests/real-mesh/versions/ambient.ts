import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { COMPONENT, Situation } from '../situation';

const { namespace } = COMPONENT;
const OUT = { 'sidecar.istio.io/inject': 'false' };
const READY = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True' }],
};

function pod(
  name: string,
  where: string,
  metadata: object,
  container: { name: string; image: string },
) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: where, ...metadata },
    // A node that does not exist: nobody runs it, or changes its status.
    spec: { nodeName: 'ambient-node', containers: [container] },
  };
}

/**
 * The ambient mesh by its objects alone: the equipment runs no ztunnel, but a
 * real API server serves what one that runs would leave there.
 */
export async function ambient(
  checks: Checks,
  { kubectl, people }: Situation,
): Promise<void> {
  const part = async () =>
    (await people.platform.card(COMPONENT.name, 'version')).items[0].ambient;
  const cluster = async () =>
    (await people.platform.request('/api/mesh/clusters')).items[0].controlPlanes
      .ambient;
  const patchStatus = (where: string, what: string, status: object) =>
    kubectl.run(
      ...['-n', where, 'patch', what, '--subresource=status'],
      ...['--type=merge', '-p', JSON.stringify({ status })],
    );
  const useWaypoint = (value: string) =>
    kubectl.run(
      ...['-n', namespace, 'label', 'service', 'ratings', '--overwrite'],
      `istio.io/use-waypoint${value}`,
    );

  await checks.check('tells of a captured pod without a ztunnel', async () => {
    await kubectl.create(
      pod(
        'captured',
        namespace,
        {
          labels: { app: 'ratings', version: 'ambient', ...OUT },
          annotations: { 'ambient.istio.io/redirection': 'enabled' },
        },
        { name: 'app', image: 'any' },
      ),
    );
    await patchStatus(namespace, 'pod/captured', READY);
    await eventually(30, async () => {
      const answer = await part();
      expect(
        answer?.captured === 1 &&
          String(answer.withoutZtunnel?.examples) === `${namespace}/captured`,
        'one captured pod, on a node without ztunnel',
        answer,
      );
    });
  });
  await checks.check('knows the ztunnel of its node, and a skew', async () => {
    const labels = { app: 'ztunnel', ...OUT };
    await kubectl.create({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'ztunnel', namespace: 'istio-system' },
      spec: {
        selector: { matchLabels: { app: 'ztunnel' } },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'istio-proxy', image: 'any' }] },
        },
      },
    });
    const { metadata } = await kubectl.json(
      ...['daemonset', 'ztunnel', '-n', 'istio-system'],
    );
    const ownerReferences = [
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        name: 'ztunnel',
        uid: metadata.uid,
        controller: true,
      },
    ];
    await kubectl.create(
      pod(
        'ztunnel-1',
        'istio-system',
        { labels, ownerReferences },
        { name: 'istio-proxy', image: 'istio/ztunnel:1.29.2' },
      ),
    );
    await patchStatus('istio-system', 'pod/ztunnel-1', READY);
    await eventually(30, async () => {
      const answer = await part();
      const [ztunnel] = answer?.ztunnels ?? [];
      const all = await cluster();
      expect(
        answer.withoutZtunnel === undefined &&
          ztunnel?.version === '1.29.2' &&
          ztunnel.count === 1 &&
          ztunnel.skew === 'behind' &&
          all?.ztunnels[0]?.version === '1.29.2',
        'a ztunnel on 1.29.2, two minors behind',
        [answer, all],
      );
    });
  });
  await checks.check('says which waypoint a service uses', async () => {
    await useWaypoint('=wp');
    await eventually(30, async () => {
      const answer = await part();
      expect(
        /no Gateway/.test(answer.waypoints[0]?.problem),
        'there is no such Gateway',
        answer,
      );
    });
    await kubectl.create({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'wp', namespace },
      spec: {
        gatewayClassName: 'istio-waypoint',
        listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
      },
    });
    await eventually(30, async () => {
      const answer = await part();
      expect(
        /no address/.test(answer.waypoints[0]?.problem),
        'it is not ready',
        answer,
      );
    });
    await patchStatus(namespace, 'gateways.gateway.networking.k8s.io/wp', {
      addresses: [{ type: 'IPAddress', value: '10.0.0.1' }],
    });
    await eventually(30, async () => {
      const [waypoint] = (await part()).waypoints;
      const all = await cluster();
      expect(
        waypoint.name === 'wp' &&
          waypoint.target === 'service' &&
          waypoint.problem === undefined &&
          all.waypoints[0]?.ready,
        'it takes the traffic of the service',
        [waypoint, all],
      );
    });
  });
  await checks.check('forgets the ambient part when it is gone', async () => {
    await useWaypoint('-');
    await kubectl.run(
      ...['-n', namespace, 'delete', '--force', '--grace-period=0'],
      ...['pod/captured', 'gateways.gateway.networking.k8s.io/wp'],
    );
    await kubectl.run(
      ...['-n', 'istio-system', 'delete', '--force', '--grace-period=0'],
      ...['pod/ztunnel-1', 'daemonset/ztunnel'],
    );
    await eventually(30, async () => {
      const answer = [await part(), await cluster()];
      expect(
        answer.every(one => one === undefined),
        'no ambient part',
        answer,
      );
    });
  });
}
