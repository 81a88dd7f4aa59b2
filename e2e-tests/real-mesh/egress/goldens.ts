import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { ApiServer } from '../../real-api/ApiServer';
import { Checks } from '../../support/Checks';
import { expect } from '../../support/expect';
import { equipmentFolder } from '../equipment';
import { Kubectl } from '../Kubectl';
import { Situation } from '../situation';
import { GatewayChart } from './GatewayChart';

const FIXTURES = join(
  __dirname,
  '../../../packages/istio/src/egress/__fixtures__',
);
/** Custom resource definitions of other versions of Istio, beside the equipment. */
const DEFINITIONS = join(equipmentFolder(), '../istio-crds');
const FEWEST = 3;

/** What one golden test expects: objects, or values of Istio's chart. */
interface Golden {
  name: string;
  objects: any[];
  values?: Record<string, unknown>;
}

/** Findings of `istioctl analyze` that are right and yet no fault. */
const EXPLAINED: { code: string; message: RegExp; why: string }[] = [
  {
    code: 'IST0129',
    message: /no caCertificates are set to validate server identity/,
    why: "without a credential the proxy verifies by its operating system's authorities, and with MUTUAL by the Secret's ca.crt; the analyzer knows files only. The journey shows that a certificate of another authority is refused",
  },
  {
    code: 'IST0134',
    message: /ServiceEntry addresses are required for this protocol/,
    why: 'a TCP upstream without a fixed address is only made where proxies answer DNS and so give the host an address of its own',
  },
];

/** What goldens name and do not make: the Gateway of an ingress that is there already. */
const SURROUNDINGS = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: 'shared', namespace: 'front' },
  spec: {
    selector: { istio: 'ingressgateway' },
    servers: [
      {
        port: { number: 80, name: 'http', protocol: 'HTTP' },
        hosts: ['payments/*'],
      },
    ],
  },
};

function explained(one: { code: string; message: string }): boolean {
  return EXPLAINED.some(
    ({ code, message }) => code === one.code && message.test(one.message),
  );
}

function readGoldens(folder = FIXTURES): Golden[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(one => one.isFile() && /\.ya?ml(\.golden)?$/.test(one.name))
    .map(one => join(one.parentPath, one.name))
    .sort()
    .map(file => {
      const documents = parseAllDocuments(readFileSync(file, 'utf8'))
        .map(one => one.toJS())
        .filter(Boolean);
      const objects = documents.filter(
        ({ kind, apiVersion }) => kind && !/^kustomize/.test(apiVersion),
      );
      const values = documents.find(({ kind, service }) => !kind && service);
      return { name: basename(file).replace(/\.golden$/, ''), objects, values };
    });
}

/** Objects of values are those of the chart. */
async function completed(
  goldens: Golden[],
  chart: GatewayChart,
): Promise<Golden[]> {
  return Promise.all(
    goldens.map(async golden => {
      if (!golden.values) return golden;
      const release = String(golden.values.name ?? 'released');
      const objects = await chart.render(release, 'payments', golden.values);
      return { ...golden, objects: [...golden.objects, ...objects] };
    }),
  );
}

/** The namespaces of the objects that are not there. */
async function makeNamespaces(kubectl: Kubectl, goldens: Golden[]) {
  const { items } = await kubectl.json('namespaces');
  const there = new Set(items.map((one: any) => one.metadata.name));
  const wanted = new Set(
    goldens.flatMap(({ objects }) =>
      objects.map(one => one.metadata?.namespace).filter(Boolean),
    ),
  );
  const missing = [...wanted].filter(one => !there.has(one));
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'List',
    items: missing.map(name => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
  });
}

/** @throws With the name of every golden that does not pass `check`. */
async function all(
  goldens: Golden[],
  check: (golden: Golden) => Promise<unknown>,
): Promise<void> {
  const refused: string[] = [];
  const waiting = [...goldens];
  const work = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      try {
        await check(one);
      } catch (error) {
        refused.push(`${one.name}: ${(error as Error).message.slice(-400)}`);
      }
    }
  };
  await Promise.all([work(), work()]);
  expect(refused.length === 0, 'every golden is accepted', refused);
}

/** Answers how many objects an API server would take. */
async function accepted(kubectl: Kubectl, goldens: Golden[]): Promise<number> {
  const objects = goldens.flatMap(one => one.objects);
  try {
    // In one go, which is quicker; a dry-run keeps nothing, so names may repeat.
    await kubectl.check(objects);
  } catch {
    // One by one, which tells the golden.
    await all(goldens, one => kubectl.check(one.objects));
  }
  return objects.length;
}

/** Answers how many findings there are that are explained. */
async function analysed(
  kubectl: Kubectl,
  folder: string,
  { name, objects }: Golden,
): Promise<number> {
  const file = join(folder, name);
  writeFileSync(file, objects.map(one => stringify(one)).join('---\n'));
  await kubectl.istioctl('validate', '-f', file);
  const around = join(folder, 'surroundings.yaml');
  writeFileSync(around, stringify(SURROUNDINGS));
  const findings = await kubectl.analyze(file, around);
  const left = findings.filter(one => !explained(one));
  expect(left.length === 0, 'istioctl finds nothing unexplained', left);
  return findings.length;
}

/** Definitions of Istio of other versions, with those of the Gateway API. */
async function tryDefinitions(
  checks: Checks,
  { mesh, work, cleanUp }: Situation,
  goldens: Golden[],
): Promise<void> {
  const files = existsSync(DEFINITIONS)
    ? readdirSync(DEFINITIONS).filter(one => one.endsWith('.yaml'))
    : [];
  if (files.length === 0) {
    checks.skip(
      'definitions of other versions of Istio',
      `there are none in ${DEFINITIONS}`,
    );
  }
  for (const file of files) {
    await checks.check(
      `every golden of Istio's kinds fits the definitions ${file}`,
      async () => {
        const server = await ApiServer.start(
          mesh.bin,
          join(work, `api-${file}`),
          cleanUp,
        );
        const kubectl = new Kubectl({
          ...mesh,
          kubeconfig: server.kubeconfig,
        });
        for (const path of [
          join(DEFINITIONS, file),
          join(mesh.bin, 'gateway-api.yaml'),
        ]) {
          await kubectl.run('apply', '--server-side', '-f', path);
        }
        await kubectl.run(
          ...['wait', 'crd', '--all', '--for=condition=Established'],
        );
        await makeNamespaces(kubectl, goldens);
        console.log(`      ${await accepted(kubectl, goldens)} objects`);
      },
    );
  }
}

/** What the golden tests expect is accepted by everybody who judges it. */
export async function tryGoldens(
  checks: Checks,
  situation: Situation,
  chart: GatewayChart,
): Promise<void> {
  const { kubectl, work } = situation;
  let goldens: Golden[] = [];
  await checks.must('golden files are read, values by the chart', async () => {
    goldens = await completed(readGoldens(), chart);
    const empty = goldens.filter(({ objects }) => objects.length === 0);
    expect(
      goldens.length >= FEWEST && empty.length === 0,
      'each has objects',
      empty.map(({ name }) => name),
    );
    await makeNamespaces(kubectl, goldens);
  });
  await checks.check(
    `the API server and istiod accept all ${goldens.length} goldens`,
    async () => {
      console.log(`      ${await accepted(kubectl, goldens)} objects`);
    },
  );
  await checks.check(
    `istioctl validate and analyze find nothing in them but what is explained`,
    async () => {
      const folder = join(work, 'goldens');
      mkdirSync(folder);
      let findings = 0;
      await all(goldens, async golden => {
        findings += await analysed(kubectl, folder, golden);
      });
      console.log(`      ${findings} findings, all explained`);
    },
  );
  await tryDefinitions(checks, situation, goldens);
}
