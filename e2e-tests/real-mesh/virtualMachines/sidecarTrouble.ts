import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REQUEST, StubPortal } from '../../machine/StubPortal';
import { Checks } from '../../support/Checks';
import { expect } from '../../support/expect';
import { Ended } from '../../machine/execIn';
import { CA_FILE, FreshMachine } from './FreshMachine';
import { istioLog } from './joinsByCode';
import { NAMESPACE } from './Onboarding';
import { unpacked } from './otherWays';
import { World } from './World';

const FILES = [
  'cluster.env',
  'mesh.yaml',
  'root-cert.pem',
  'istio-token',
  'hosts',
];

type Files = Record<string, string>;

interface Trouble {
  what: string;
  words: RegExp;
  /** What is other than in a bundle that joins. */
  files(world: World, of: Files): Promise<Files> | Files;
}

const TROUBLES: Trouble[] = [
  {
    what: 'the cluster ID is another',
    words: /wrong cluster ID/,
    files: (_, of) => changed(of, /ISTIO_META_CLUSTER_ID\b.*/g, 'elsewhere'),
  },
  {
    what: 'the group is missing',
    words: /WorkloadGroup is not in the cluster/,
    files: (_, of) =>
      changed(of, /ISTIO_META_AUTO_REGISTER_GROUP\b.*/g, 'nobody'),
  },
  {
    what: 'the service account is another',
    words: /another service account/,
    files: async ({ kubectl }) => ({
      'istio-token': await kubectl.run(
        ...['-n', NAMESPACE, 'create', 'token', 'default'],
        ...['--audience', 'istio-ca', '--duration', '10m'],
      ),
    }),
  },
  {
    what: 'istiod does not take the token',
    words: /did not take its token/,
    files: (_, of) => ({
      'istio-token': of['istio-token'].replace(/\.[^.]+$/, '.AAAA'),
    }),
  },
  {
    what: 'the root certificate is another',
    words: /does not trust istiod/,
    files: ({ front }) => ({
      'root-cert.pem': readFileSync(front.caFile, 'utf8'),
    }),
  },
  {
    what: 'istiod is out of reach',
    words: /istiod cannot be reached/,
    files: ({ mesh }, of) => ({
      hosts: of.hosts.replace(/^\S+/, mesh.addresses.machine(251)),
    }),
  },
];

/** Both files say it: the environment for the agent, the metadata for istiod. */
function changed(of: Files, key: RegExp, value: string): Files {
  const name = key.source.replace(/\\b.*$/, '');
  return {
    'cluster.env': of['cluster.env'].replace(key, `${name}=${value}`),
    'mesh.yaml': of['mesh.yaml'].replace(key, `${name}: ${value}`),
  };
}

/**
 * Bundles with one thing wrong each, on a real machine against the real
 * istiod: the script says the likely cause and puts everything back.
 */
export async function sidecarTrouble(
  checks: Checks,
  world: World,
): Promise<void> {
  const { mesh, work, cleanUp, sidecar, asked } = world;
  let machine!: FreshMachine;
  let portal!: StubPortal;
  let files!: Files;
  await checks.must('a bundle is kept to be spoilt', async () => {
    const folder = await unpacked(
      await asked!.download(),
      join(work, 'spoilt'),
    );
    files = Object.fromEntries(
      FILES.map(name => [name, readFileSync(join(folder, name), 'utf8')]),
    );
    const own = join(work, 'stub');
    mkdirSync(own);
    portal = await StubPortal.start(
      ...([mesh.addresses.machine(1), own, sidecar, cleanUp] as const),
    );
    machine = await FreshMachine.boot(
      mesh,
      { title: 'troubled', last: 213, caFile: portal.caFile },
      work,
      cleanUp,
    );
    machine.write('/root/code', 'some-code-2345\n');
    copyFileSync(
      join(__dirname, '../../../plugins/mesh-backend/assets/enrol.sh'),
      join(machine.root, 'root/enrol.sh'),
    );
  });
  const tells = ({ what, words, files: spoil }: (typeof TROUBLES)[number]) =>
    checks.check(`says it when ${what}`, async () => {
      portal.reset(sidecar);
      portal.files = { ...files, ...(await spoil(world, files)) };
      const ended: Ended = await machine.exec([
        ...['sh', '/root/enrol.sh', '--portal', portal.url],
        ...['--request', REQUEST, '--cacert', CA_FILE],
        ...['--code-file', '/root/code', '--wait', '12'],
      ]);
      expect(
        ended.code === 1 &&
          words.test(ended.stderr) &&
          /The machine is as it was/.test(ended.stderr),
        `it says ${words}`,
        { said: ended.stderr, log: await istioLog(machine) },
      );
    });
  for (const trouble of TROUBLES) {
    await tells(trouble);
  }
}
