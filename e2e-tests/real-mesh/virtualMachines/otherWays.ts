import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { run, serve } from '../../support/programs';
import { FreshMachine } from './FreshMachine';
import { GROUP, istioLog } from './joinsByCode';
import { NAMESPACE, Onboarding } from './Onboarding';
import { World } from './World';

/** Files of a downloaded bundle, in a folder of their own. */
export async function unpacked(
  archive: Buffer,
  folder: string,
): Promise<string> {
  mkdirSync(folder);
  await run('tar', ['-xz', '-C', folder, '--strip-components=1'], {
    input: archive,
  });
  return folder;
}

async function byHand(world: World, asked: Onboarding): Promise<void> {
  const { mesh, work, cleanUp } = world;
  const address = mesh.addresses.machine(211);
  const title = 'by-hand';
  const bundle = await unpacked(await asked.download(), join(work, title));
  await run(mesh.vm, ['up', mesh.dir, title, address]);
  let leave = async () => {
    await run(mesh.vm, ['down', mesh.dir, title]);
  };
  cleanUp.add(() => leave());
  // The agent outlives `vm join`, and would keep its pipes open.
  await run('sh', [
    '-c',
    '"$0" join "$1" "$2" "$3" >"$3.log" 2>&1',
    ...[mesh.vm, mesh.dir, title, bundle],
  ]);
  const application = serve(
    mesh.vm,
    ['exec', mesh.dir, title, '--', 'python3', '-m', 'http.server', '9080'],
    { log: join(work, 'by-hand.application.log') },
  );
  try {
    await asked.shows('it is there beside the other one, healthy', progress =>
      progress.machines.some(
        (one: any) => one.address === address && one.state === 'healthy',
      ),
    );
  } finally {
    await application.stop(5);
    await leave();
    leave = async () => undefined;
  }
}

/** A group whose entries Meshport makes, since istiod does not. */
async function withoutRegistration(
  checks: Checks,
  world: World,
): Promise<void> {
  const { mesh, people, kubectl, work, cleanUp, front } = world;
  let asked!: Onboarding;
  let machine!: FreshMachine;
  const name = 'stars-by-hand-a';
  const entry = () =>
    kubectl.json('workloadentries.networking.istio.io', name, '-n', NAMESPACE);
  await checks.must('machines that istiod does not register', async () => {
    asked = await Onboarding.ask(people, {
      name: 'stars-by-hand',
      istiodAddress: mesh.istiod,
      autoRegister: false,
    });
    await asked.approve();
    await asked.reaches('prepared', 'code');
    machine = await FreshMachine.boot(
      mesh,
      { title: 'entered', last: 212, caFile: front.caFile },
      work,
      cleanUp,
    );
  });
  await checks.check('join by a code for the very machine', async () => {
    const { line, code } = await asked.code({
      machine: { name, address: machine.address },
    });
    const ended = await machine.type(line, code);
    expect(
      ended.code === 0 && /This machine is in the mesh/.test(ended.stdout),
      'it is in the mesh',
      { ended, log: await istioLog(machine) },
    );
    machine.serve(9080);
  });
  await checks.check('are connected and healthy by their entry', async () => {
    await asked.shows('one machine, healthy', ({ machines }) =>
      machines.some(
        (one: any) =>
          one.address === machine.address && one.state === 'healthy',
      ),
    );
    const { metadata, spec } = await entry();
    expect(
      metadata.annotations['istio.io/connectedAt'] !== undefined &&
        spec.address === machine.address,
      'istiod marks the entry',
      metadata,
    );
  });
  await checks.check('and leave with their request', async () => {
    const ended = await machine.exec([
      ...['sh', '-c'],
      `${(await asked.progress()).uninstallLine} --yes`,
    ]);
    expect(ended.code === 0, 'the line takes it out', ended);
    await machine.stopServing();
    await asked.step('retire');
    await asked.becomes('retired');
    await eventually(20, async () => {
      const left = await entry().then(
        () => 'the entry',
        () => undefined,
      );
      expect(left === undefined, 'the entry is gone', left);
    });
  });
}

/** What the page says when a bundle was given and no machine comes. */
async function silence(checks: Checks, world: World): Promise<void> {
  const { mesh, people, kubectl } = world;
  const name = 'stars-late';
  let asked!: Onboarding;
  // Nothing is said in the first minute: a machine may just be starting.
  const says = (code: string) =>
    asked.shows(
      `the cause is ${code}`,
      ({ causes }) =>
        causes.some((one: any) => one.code === code && one.text && one.mend),
      120,
    );
  const resource = 'workloadgroups.networking.istio.io';
  await checks.must('a bundle is given, and no machine comes', async () => {
    asked = await Onboarding.ask(people, {
      name,
      istiodAddress: mesh.istiod,
    });
    await asked.approve();
    await asked.reaches('prepared', 'code');
    await asked.download();
    await says('NOT_REGISTERED');
  });
  await checks.check('the page says that the account is another', async () => {
    const patch = '{"spec":{"template":{"serviceAccount":"default"}}}';
    await kubectl.run(
      ...['-n', NAMESPACE, 'patch', resource, name],
      ...['--type=merge', '-p', patch],
    );
    await says('SERVICE_ACCOUNT');
  });
  await checks.check('no bundle is given then', async () => {
    const refused = await asked.download().then(
      () => 'a bundle',
      (error: Error) => error.message,
    );
    expect(/409/.test(refused), 'it is refused', refused);
  });
  await checks.check('the page says that the group is gone', async () => {
    await kubectl.run('-n', NAMESPACE, 'delete', resource, name);
    await says('GROUP_MISSING');
  });
}

/** By hand, without registration, and not at all. */
export async function otherWays(checks: Checks, world: World): Promise<void> {
  await checks.check(
    `a bundle of ${GROUP} that is placed by hand joins a second machine`,
    () => byHand(world, world.asked!),
  );
  await checks.part('Machines with entries of their own', () =>
    withoutRegistration(checks, world),
  );
  await checks.part('A machine that does not come', () =>
    silence(checks, world),
  );
}
