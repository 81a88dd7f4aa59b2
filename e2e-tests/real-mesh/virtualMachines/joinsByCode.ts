import { readFileSync } from 'node:fs';
import { filesWith } from '../../machine/changes';
import { Overheard } from '../../machine/Overheard';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { FreshMachine } from './FreshMachine';
import { NAMESPACE, Onboarding } from './Onboarding';
import { World } from './World';

export const GROUP = 'stars-vm';
const CALL = 'http://stars:9080/';
const DETAILS = `http://details.${NAMESPACE}.svc.cluster.local:9080/`;

/** Status of a call by the pod with a sidecar. */
export async function calledByPod({ kubectl }: World): Promise<string> {
  return kubectl.exec(
    NAMESPACE,
    'deploy/client',
    ...['curl', '-s', '-o', '/dev/null', '-m', '5', '-w', '%{http_code}', CALL],
  );
}

async function heardOf(
  machine: FreshMachine,
  world: World,
  code: string,
  overheard: Overheard,
  said: string,
): Promise<void> {
  const token = readFileSync(
    `${machine.root}/run/secrets/tokens/istio-token`,
    'utf8',
  );
  const shown = (secret: string) => [
    ...overheard.with(secret),
    ...world.front.log.filter(line => line.includes(secret)),
    ...(said.includes(secret) ? ['the terminal'] : []),
    ...(readFileSync(world.portalLog, 'utf8').includes(secret)
      ? ["the portal's log"]
      : []),
    ...filesWith(machine, secret).filter(
      path => path !== '/run/secrets/tokens/istio-token',
    ),
  ];
  expect(token.split('.').length === 3, 'there is a token', token.length);
  expect(overheard.heard > 20, 'processes were looked at', overheard.heard);
  for (const [what, secret] of Object.entries({ code, token })) {
    const where = shown(secret);
    expect(where.length === 0, `the ${what} is nowhere else`, where);
  }
}

/** From the request to a healthy machine, by the line of the request's page. */
export async function joinsByCode(checks: Checks, world: World): Promise<void> {
  const { mesh, people, work, cleanUp, front } = world;
  let machine!: FreshMachine;
  let asked!: Onboarding;
  let made: any;
  await checks.must('a person asks for machines', async () => {
    asked = await Onboarding.ask(people, {
      name: GROUP,
      istiodAddress: mesh.istiod,
    });
    world.asked = asked;
    await asked.shows('the approval is waited for', ({ steps }) =>
      steps.some((one: any) => one.name === 'approved' && one.state === 'now'),
    );
  });
  await checks.must(
    'another one approves, and the cluster is prepared',
    async () => {
      await asked.approve();
      await asked.reaches('prepared', 'code');
    },
  );
  await checks.must('the page gives a line and a code', async () => {
    made = await asked.code();
    expect(
      made.line.startsWith(`curl --proto '=https' -fsSL --cacert `) &&
        !made.line.includes(made.code),
      'the line has TLS and no code',
      made.line,
    );
    await asked.reaches('code', 'redeemed');
  });
  await checks.must('a machine of its own starts', async () => {
    machine = await FreshMachine.boot(
      mesh,
      { title: 'enrolled', last: 210, caFile: front.caFile },
      work,
      cleanUp,
    );
    world.machine = machine;
  });
  await checks.must('the line, run on it, joins it', async () => {
    const overheard = await Overheard.start(machine);
    const ended = await machine.type(made.line, made.code);
    await overheard.stop();
    expect(
      ended.code === 0 && /This machine is in the mesh/.test(ended.stdout),
      'it is in the mesh',
      { ended, log: await istioLog(machine) },
    );
    await heardOf(machine, world, made.code, overheard, ended.stdout);
  });
  await checks.check(
    'the page follows: redeemed, registered, connected',
    async () => {
      await asked.reaches('connected', 'healthy');
      const { items } = await asked.codes();
      expect(
        items[0].state === 'used' &&
          items[0].redemptions[0].address === machine.address,
        'the code is used, by that machine',
        items,
      );
    },
  );
  await checks.check('unhealthy, since nothing answers on it yet', () =>
    asked.shows(
      'one machine, unhealthy',
      ({ machines }) =>
        machines.length === 1 && machines[0].state === 'unhealthy',
    ),
  );
  await checks.must('healthy, once its application answers', async () => {
    machine.serve(9080);
    await asked.reaches('healthy');
    await asked.shows(
      'one machine, healthy',
      ({ machines, causes }) =>
        machines.length === 1 &&
        machines[0].state === 'healthy' &&
        machines[0].address === machine.address &&
        causes.length === 0,
    );
    await asked.becomes('ready');
  });
  await checks.check('a pod with a sidecar is served by it', () =>
    eventually(30, async () => {
      const status = await calledByPod(world);
      expect(status === '200', 'the machine answers', status);
    }),
  );
  await checks.check('and it calls the mesh', () =>
    eventually(30, async () => {
      const status = await machine.call(DETAILS);
      expect(status === '200', 'a pod answers', status);
    }),
  );
  await checks.check(
    'the line again ends well, and asks for no code',
    async () => {
      const before = front.log.length;
      const ended = await machine.exec(['sh', '-c', made.line]);
      expect(
        ended.code === 0 && /in the mesh already/.test(ended.stdout),
        'there is nothing to do',
        ended,
      );
      expect(
        front.log.slice(before).join() === 'GET /api/mesh/enrol/script',
        'only the script was fetched',
        front.log.slice(before),
      );
    },
  );
  await stopped(checks, asked, machine);
}

/** What the agent and Envoy wrote last. */
export async function istioLog(machine: FreshMachine): Promise<string> {
  const { stdout } = await machine.exec([
    'sh',
    '-c',
    'tail -n 15 /var/log/istio/istio.err.log /var/log/istio/istio.log /run/systemd-stand-in/output /var/log/meshport-enrol.log',
  ]);
  return stdout.slice(-3000);
}

async function stopped(
  checks: Checks,
  asked: Onboarding,
  machine: FreshMachine,
): Promise<void> {
  const is = (state: string) => (progress: any) =>
    progress.machines[0]?.state === state;
  await checks.check('an application that stops is unhealthy', async () => {
    await machine.stopServing();
    await asked.shows('it is unhealthy', is('unhealthy'));
  });
  await checks.check(
    'a machine that stops is disconnected, and since when',
    async () => {
      await machine.exec(['systemctl', 'stop', 'istio']);
      const { machines } = await asked.shows('it is gone', is('disconnected'));
      expect(
        Math.abs(Date.parse(machines[0].since) - Date.now()) < 60_000,
        'since now',
        machines[0],
      );
    },
  );
  await checks.check('and healthy again when it comes back', async () => {
    machine.serve(9080);
    await machine.exec(['systemctl', 'start', 'istio']);
    await asked.shows('it is healthy', is('healthy'));
  });
}
