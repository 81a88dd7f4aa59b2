import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Asking } from '../requests/Asking';
import { COMPONENT, Situation } from '../situation';
import { hostOf, Kind, upstreamOf } from './inputs';
import { World } from './World';

const NAME = 'way-asked';
/** What the developers' own pods run under. */
const ACCOUNT = 'ratings';
const REF = { cluster: 'east', namespace: COMPONENT.namespace, name: NAME };

/** The developer asks, and a platform engineer approves what was shown. */
async function asked(
  situation: Situation,
  kind: string,
  parameters: object,
): Promise<Asking> {
  const asking = await Asking.by(situation, 'developer', { kind, parameters });
  const { status, contentHash } = await asking.look();
  expect(status === 'requested', `${kind} waits for an approval`, status);
  await asking.step('platform', 'approve', { contentHash });
  await asking.becomes('ready', 150);
  return asking;
}

/** How the component's own pod sees an upstream. */
async function call(
  { kubectl }: Situation,
  world: World,
  kind: Kind,
): Promise<{ status: string; from?: string }> {
  const host = hostOf(kind, NAME);
  const text = await kubectl.exec(
    COMPONENT.namespace,
    'deploy/ratings-v1',
    ...['curl', '-sS', '-m', '5', '-w', '\\n%{http_code}'],
    ...['--resolve', `${host}:80:${world.outside.address}`],
    `http://${host}/asked`,
  );
  const [body, status] = text.split('\n');
  return { status, from: status === '200' ? JSON.parse(body).from : undefined };
}

async function expectByGateway(
  situation: Situation,
  world: World,
  kind: Kind,
): Promise<void> {
  const { items } = await situation.kubectl.json(
    ...['pods', '-n', COMPONENT.namespace, '-l', `app=${NAME}`],
  );
  await eventually(20, async () => {
    const { status, from } = await call(situation, world, kind);
    expect(
      status === '200' && from === items[0]?.status.podIP,
      `${kind} goes by the gateway`,
      { status, from },
    );
  });
}

/** Making, changing and removing as requests, each approved by somebody else. */
export async function tryRequests(
  checks: Checks,
  situation: Situation,
  world: World,
): Promise<void> {
  const { outside, kubectl } = world;
  await checks.must(
    'a request makes a gateway with named callers',
    async () => {
      await asked(situation, 'egress-gateway', {
        cluster: REF.cluster,
        gateway: {
          name: NAME,
          namespace: COMPONENT.namespace,
          upstreams: [upstreamOf('http', NAME, outside)],
          callers: [
            { namespace: COMPONENT.namespace, serviceAccounts: [ACCOUNT] },
          ],
        },
      });
      await expectByGateway(situation, world, 'http');
    },
  );
  await checks.check('another one adds an upstream', async () => {
    await kubectl.apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: `${NAME}-secrets`, namespace: COMPONENT.namespace },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'Role',
        // The role that the gateways before were given.
        name: 'way-injected-secrets',
      },
      subjects: [
        {
          kind: 'ServiceAccount',
          name: NAME,
          namespace: COMPONENT.namespace,
        },
      ],
    });
    await asked(situation, 'egress-upstream', {
      ...REF,
      upstream: upstreamOf('simple', NAME, outside),
    });
    await expectByGateway(situation, world, 'simple');
    await expectByGateway(situation, world, 'http');
  });
  await checks.check('and another one removes it', async () => {
    await asked(situation, 'egress-gateway-removal', REF);
    const { items } = await kubectl.json(
      'serviceentries,virtualservices,destinationrules,deployments,services',
      ...['-n', COMPONENT.namespace],
      ...['-l', `meshport.dev/egress-gateway=${NAME}`],
    );
    expect(
      items.length === 0,
      'nothing of it is left',
      items.map((one: any) => `${one.kind} ${one.metadata.name}`),
    );
  });
}
