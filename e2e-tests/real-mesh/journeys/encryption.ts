import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownCertificate } from '../../machine/certificate';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Call, Caller, callerObjects } from '../egress/Callers';
import { Situation } from '../situation';
import { Journey } from './Journey';

const SERVED = 'strict-served';
const TILL = 'till';
const HOST = `own-${TILL}.${SERVED}.svc.cluster.local`;

/** Callers by the namespace that they are in; only the first is in order. */
const CALLERS = {
  inside: 'strict-inside',
  ruled: 'strict-ruled',
  past: 'strict-past',
  plain: 'strict-plain',
} as const;
type Name = keyof typeof CALLERS;
const NAMES = Object.keys(CALLERS) as Name[];

/** The callers and who is called, as they run. */
interface World {
  callers: Record<Name, Caller>;
  call: Call;
}

const bindings = ['meshport-write', 'meshport-retire'].map(name => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name, namespace: SERVED },
  roleRef: {
    apiGroup: 'rbac.authorization.k8s.io',
    kind: 'ClusterRole',
    name,
  },
  subjects: [
    { kind: 'ServiceAccount', name: 'meshport', namespace: 'meshport' },
  ],
}));

const RULE = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: TILL, namespace: CALLERS.ruled },
  spec: {
    host: HOST,
    exportTo: ['.'],
    trafficPolicy: { tls: { mode: 'DISABLE' } },
  },
};

async function start({ kubectl, work }: Situation): Promise<World> {
  const folder = join(work, 'strict');
  mkdirSync(folder, { recursive: true });
  const own = await ownCertificate('127.0.0.1', folder);
  const pair = { certificate: own.file, key: join(folder, 'tls.key') };
  const objects = [
    ...callerObjects(SERVED, [TILL], pair),
    ...NAMES.flatMap(name =>
      callerObjects(CALLERS[name], [name], pair, name !== 'plain'),
    ),
  ];
  // What a developer asks for in it, a platform engineer approves.
  (objects[0] as any).metadata.labels['meshport.dev/owner'] = 'team-ratings';
  const past: any = objects.find(
    (one: any) => one.kind === 'Deployment' && one.metadata.name === 'past',
  );
  past.spec.template.metadata.annotations[
    'traffic.sidecar.istio.io/excludeOutboundPorts'
  ] = '80';
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'List',
    items: [...objects, ...bindings, RULE],
  });
  const callers = Object.fromEntries(
    NAMES.map(name => [name, new Caller(kubectl, CALLERS[name], name)]),
  ) as World['callers'];
  const till = new Caller(kubectl, SERVED, TILL);
  await Promise.all([till, ...Object.values(callers)].map(one => one.ready()));
  const address = await kubectl.run(
    ...['-n', SERVED, 'get', 'service', `own-${TILL}`],
    ...['-o', 'jsonpath={.spec.clusterIP}'],
  );
  return {
    callers,
    call: { kind: 'http', address, port: 80, host: HOST, token: TILL },
  };
}

/** Which of the callers are answered now. */
async function answered({ callers, call }: World): Promise<Name[]> {
  const found: Name[] = [];
  for (const name of NAMES) {
    const [{ status }] = await callers[name].call(call);
    if (status === 200) {
      found.push(name);
    }
  }
  return found;
}

async function onlyThese(world: World, expected: readonly Name[]) {
  await eventually(60, async () => {
    const found = await answered(world);
    expect(found.join() === expected.join(), expected.join(), found);
  });
}

/** Those whom the plan names as cut off, by what it rests on. */
async function namedBy({ people }: Situation): Promise<string[]> {
  const plan = await people.platform.request('/api/mesh/mutual-tls/plan', {
    cluster: 'east',
  });
  const stage = plan.namespaces.find((one: any) => one.namespace === SERVED);
  const names = (stage?.cutOff ?? []).flatMap((one: any) =>
    one.callers.map((caller: any) => `${caller.name} ${one.reason}`),
  );
  const outside = plan.outside
    .filter((one: any) => Object.values(CALLERS).includes(one.namespace))
    .map((one: any) => `${one.name} outside`);
  return [...names, ...outside].sort();
}

async function goStrict(
  checks: Checks,
  situation: Situation,
  world: World,
): Promise<string> {
  const { developer, platform } = situation.people;
  let id = '';
  await checks.must(
    'a step is made under calls, and those in the mesh lose none',
    async () => {
      const { inside } = world.callers;
      await inside.startLoop('strict', world.call, 20);
      const asked = await developer.request('/api/mesh/requests', {
        kind: 'mesh-mtls',
        parameters: { cluster: 'east', namespace: SERVED },
        reason: 'Only encrypted calls.',
      });
      id = asked.id;
      expect(asked.status === 'requested', 'it waits', asked);
      await platform.request(`/api/mesh/requests/${id}/approve`, {
        contentHash: asked.contentHash,
      });
      await becomes(situation, id, 'ready');
      await onlyThese(world, ['inside']);
      const { made, lost } = await inside.endLoop('strict');
      expect(made > 20 && lost.length === 0, 'no lost call', { made, lost });
    },
  );
  return id;
}

async function becomes({ people }: Situation, id: string, status: string) {
  await eventually(150, async () => {
    const request = await people.platform.request(`/api/mesh/requests/${id}`);
    expect(request.status === status, status, request);
  });
}

/** A namespace goes STRICT: exactly those fail that the product has named. */
export const encryption: Journey = {
  title: 'Encrypted calls only',
  async run(checks, situation) {
    let world!: World;
    await checks.must(
      'callers in and outside of the mesh are answered',
      async () => {
        world = await start(situation);
        await onlyThese(world, NAMES);
      },
    );
    await checks.must(
      'those who would be cut off are named, and no other',
      () =>
        eventually(60, async () => {
          const named = await namedBy(situation);
          const expected = [
            'past pastProxy',
            'plain outside',
            'ruled destinationRule',
          ];
          expect(named.join() === expected.join(), expected.join(), named);
        }),
    );
    const id = await goStrict(checks, situation, world);
    await checks.must('taking it back answers all of them again', async () => {
      const { platform } = situation.people;
      const { contentHash } = await platform.request(
        `/api/mesh/requests/${id}`,
      );
      await platform.request(`/api/mesh/requests/${id}/retire`, {
        contentHash,
        reason: 'Not this week.',
      });
      await becomes(situation, id, 'retired');
      await onlyThese(world, NAMES);
    });
    await situation.kubectl.run(
      ...['delete', 'namespace', '--wait=false', SERVED],
      ...Object.values(CALLERS),
    );
  },
};
