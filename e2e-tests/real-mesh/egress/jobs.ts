import { egressTestJob, EgressTestOptions } from '@meshport/istio';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { RunningGateway } from './Gateways';
import { CALLERS, hostOf, Kind } from './inputs';
import { Cell } from './matrix';
import { World } from './World';

const AUTHORITY = 'servers-authority';
/** One of each kind of connection; what is opened to the upstream is no matter here. */
const KINDS: Kind[] = ['http', 'passthrough', 'tcp'];

interface Result {
  status: number;
  exit: number;
  error: string;
}

/** What callers of TLS and of our own ingress verify by. */
async function giveAuthority({ kubectl, outside }: World): Promise<void> {
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: AUTHORITY, namespace: CALLERS.namespace },
    data: { 'ca.crt': outside.authority.pem },
  });
}

/** Runs a Job to its end and answers what it said. */
async function runJob(
  world: World,
  gateway: RunningGateway,
  options: Omit<EgressTestOptions, 'namespace' | 'environment'>,
  change: (job: any) => any = job => job,
): Promise<Result> {
  const { kubectl, environment } = world;
  const { namespace } = CALLERS;
  const objects = egressTestJob(gateway.model, {
    certificateAuthority: AUTHORITY,
    timeoutSeconds: 4,
    ...options,
    namespace,
    environment,
  });
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'List',
    items: objects.map(change),
  });
  return eventually(90, async () => {
    const { items } = await kubectl.json(
      ...['pods', '-n', namespace],
      ...['-l', `batch.kubernetes.io/job-name=${options.jobName}`],
    );
    const [pod] = items;
    expect(
      ['Succeeded', 'Failed'].includes(pod?.status.phase),
      `the pod of ${options.jobName} ends`,
      pod?.status,
    );
    const { terminated } = pod.status.containerStatuses.find(
      (one: any) => one.name === 'check',
    ).state;
    return JSON.parse(terminated.message);
  });
}

async function tryKind(world: World, cell: Cell, kind: Kind): Promise<void> {
  const { gateway, pattern } = cell;
  const host = hostOf(kind, cell.name);
  const upstream = gateway.model.upstreams.findIndex(one => one.host === host);
  const run = (serviceAccount: string) =>
    runJob(world, gateway, {
      kind: 'inside',
      upstream,
      serviceAccount,
      path: '/by-job',
      jobName: `try-${pattern}-${kind}-${serviceAccount}`,
    });
  const [named, other] = await Promise.all([
    run(CALLERS.named),
    run(CALLERS.unnamed),
  ]);
  expect(
    named.exit === 0 && (kind === 'tcp' || named.status === 200),
    'the named account gets through',
    named,
  );
  expect(
    other.status === 403 || other.exit !== 0,
    'the other is refused',
    other,
  );
}

/** A sidecar of the old kind runs on unless it is told to end. */
function withClassicSidecar(job: any): any {
  const { template } = job.spec;
  const { metadata } = template;
  return {
    ...job,
    spec: {
      ...job.spec,
      template: {
        ...template,
        metadata: {
          ...metadata,
          annotations: {
            ...metadata.annotations,
            'sidecar.istio.io/nativeSidecar': 'false',
          },
        },
      },
    },
  };
}

/** The Jobs that try a gateway end, and tell what came out. */
export async function tryJobs(
  checks: Checks,
  world: World,
  cells: Cell[],
): Promise<void> {
  await giveAuthority(world);
  await Promise.all(
    cells.map(cell =>
      checks.check(
        `${cell.pattern}: Jobs under the named account get through by each kind, others are refused, and all end`,
        async () => {
          for (const kind of KINDS) {
            await tryKind(world, cell, kind);
          }
        },
      ),
    ),
  );
  const [{ gateway }] = cells;
  await checks.check('a Job beside a classic sidecar ends, too', async () => {
    const result = await runJob(
      world,
      gateway,
      {
        kind: 'inside',
        serviceAccount: CALLERS.named,
        jobName: 'try-classic',
      },
      withClassicSidecar,
    );
    expect(result.status === 200, 'it gets through', result);
    const { items } = await world.kubectl.json(
      ...['pods', '-n', CALLERS.namespace],
      ...['-l', 'batch.kubernetes.io/job-name=try-classic'],
    );
    const containers = items[0].spec.containers.map((one: any) => one.name);
    expect(
      containers.includes('istio-proxy'),
      'its sidecar is a container like others',
      containers,
    );
  });
}

/** From outside, through the ingress gateway, verifying its certificate. */
export async function tryOutsideJob(
  checks: Checks,
  world: World,
  gateway: RunningGateway,
  ingressAddress: string,
): Promise<void> {
  const { pattern } = gateway.model;
  await giveAuthority(world);
  await checks.check(
    `${pattern}: a Job from outside comes in by the ingress gateway and verifies it`,
    async () => {
      const options = { kind: 'outside', ingressAddress } as const;
      const trusting = await runJob(world, gateway, {
        ...options,
        jobName: `outside-${pattern}`,
      });
      expect(trusting.status === 200, 'it gets through', trusting);
      const wary = await runJob(world, gateway, {
        ...options,
        certificateAuthority: undefined,
        jobName: `outside-wary-${pattern}`,
      });
      expect(
        wary.exit === 60 && wary.status === 0,
        'without the authority it refuses',
        wary,
      );
    },
  );
}
