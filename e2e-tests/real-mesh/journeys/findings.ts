import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { PortalError } from '../../support/Portal';
import { run } from '../../support/programs';
import { Situation } from '../situation';
import { Journey } from './Journey';

const NAMESPACE = 'bookinfo';
/** Longest time from kubectl's end until the route tells, in milliseconds. */
const LIMIT_MS = 2_000;

const object = (
  apiVersion: string,
  kind: string,
  name: string,
  more: object,
) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: NAMESPACE },
  ...more,
});

const route = (host: string) =>
  object('networking.istio.io/v1', 'VirtualService', 'wrong-route', {
    spec: {
      hosts: ['wrong.example'],
      http: [{ route: [{ destination: { host } }] }],
    },
  });

/** What people get wrong, each of another sort, and istiod takes. */
const MISTAKES = [
  route('nowhere'),
  object('networking.istio.io/v1', 'Gateway', 'wrong-gateway', {
    spec: {
      selector: { istio: 'nobody' },
      servers: [
        {
          port: { number: 80, name: 'http', protocol: 'HTTP' },
          hosts: ['wrong.example'],
        },
      ],
    },
  }),
  object('networking.istio.io/v1', 'DestinationRule', 'wrong-subset', {
    spec: {
      host: 'ratings',
      subsets: [{ name: 'v9', labels: { version: 'v9' } }],
    },
  }),
  object('v1', 'Service', 'wrong-port-name', {
    spec: { selector: { app: 'ratings' }, ports: [{ name: 'web', port: 81 }] },
  }),
  object('security.istio.io/v1', 'AuthorizationPolicy', 'wrong-selector', {
    spec: { selector: { matchLabels: { app: 'nobody' } } },
  }),
];
const NAMES = MISTAKES.map(({ metadata }) => metadata.name);

/** A finding as both tools can be compared by. */
type Told = `${string} ${string}`;

function ofMistakes(found: { code: string; object: string }[]): Told[] {
  return found
    .filter(
      ({ code, object: name }) =>
        code.startsWith('IST') && NAMES.some(one => name.endsWith(`/${one}`)),
    )
    .map(({ code, object: name }) => `${code} ${name}` as Told)
    .sort();
}

async function told({ people }: Situation, query = ''): Promise<any[]> {
  const { items } = await people.platform.request(
    `/api/mesh/findings?limit=500&namespace=${NAMESPACE}${query}`,
  );
  return items;
}

const asCompared = (items: any[]) =>
  ofMistakes(
    items.map(({ code, object: { kind, namespace, name } }) => ({
      code,
      object: `${kind} ${namespace}/${name}`,
    })),
  );

/** What istioctl finds in the live cluster. It ends with an error when it finds one. */
async function istioctl({ mesh }: Situation): Promise<Told[]> {
  const { stdout } = await run(
    'sh',
    [
      '-c',
      '"$0" analyze -n "$1" -o json || [ $? -eq 79 ]',
      join(mesh.bin, 'istioctl'),
      NAMESPACE,
    ],
    { env: { ...process.env, KUBECONFIG: mesh.kubeconfig }, timeout: 120 },
  );
  const messages: { code: string; origin?: string }[] = JSON.parse(stdout);
  return ofMistakes(
    messages.map(({ code, origin = '' }) => ({ code, object: origin })),
  );
}

/** Runs the action once as a step, as the template editor does. */
function check({ people }: Situation, manifests: object[]) {
  return people.platform.request('/api/scaffolder/v2/dry-run', {
    template: {
      apiVersion: 'scaffolder.backstage.io/v1beta3',
      kind: 'Template',
      metadata: { name: 'check' },
      spec: {
        owner: 'group:default/team-platform',
        type: 'other',
        steps: [
          {
            id: 'check',
            action: 'mesh:findings:check',
            input: {
              cluster: 'east',
              manifests: manifests
                .map(one => JSON.stringify(one))
                .join('\n---\n'),
            },
          },
        ],
      },
    },
    values: {},
    directoryContents: [],
  });
}

export const findings: Journey = {
  title: 'Findings, as istioctl tells them',
  async run(checks, situation) {
    const { kubectl, people } = situation;
    await checks.check(
      'nothing but Secrets, and kinds that are not installed, is left unjudged',
      async () => {
        await eventually(60, async () => {
          const { notJudged } = await people.platform.request(
            '/api/mesh/findings',
          );
          const other = notJudged.filter(
            ({ reason }: any) =>
              !/Secret: Meshport reads no Secret|does not serve it/.test(
                reason,
              ),
          );
          expect(other.length === 0, 'the published roles are enough', other);
        });
      },
    );
    await checks.check(
      'the action fails a step that would do harm, and changes nothing',
      async () => {
        let problem: unknown;
        await check(situation, MISTAKES).catch(error => {
          problem = error;
        });
        expect(
          problem instanceof PortalError && /IST0101/.test(problem.message),
          'the step fails with the codes',
          String(problem),
        );
        expect(
          asCompared(await told(situation)).length === 0,
          'nothing is in the cluster',
          await told(situation),
        );
      },
    );
    let before: any[] = [];
    await checks.must(
      'mistakes are told right after they are made',
      async () => {
        await kubectl.apply({
          apiVersion: 'v1',
          kind: 'List',
          items: MISTAKES,
        });
        const began = Date.now();
        await eventually(30, async () => {
          before = await told(situation);
          const named = new Set(
            asCompared(before).map(one => one.split('/').pop()),
          );
          expect(named.size === NAMES.length, 'one for each mistake', [
            ...named,
          ]);
        });
        const took = Date.now() - began;
        console.log(`      told ${took} ms after kubectl had ended`);
        expect(took <= LIMIT_MS, `within ${LIMIT_MS} ms`, took);
      },
    );
    await checks.check('with the codes of istioctl analyze', async () => {
      const theirs = await istioctl(situation);
      const ours = asCompared(before);
      expect(JSON.stringify(ours) === JSON.stringify(theirs), 'the same', {
        ours,
        theirs,
      });
    });
    await checks.check(
      'a cure is told, with since when it was there',
      async () => {
        const found = before.find(
          one => one.code === 'IST0101' && one.object.name === 'wrong-route',
        );
        await kubectl.apply(route('ratings'));
        const began = Date.now();
        let resolved: any;
        await eventually(30, async () => {
          [resolved] = (
            await told(situation, '&state=resolved&search=wrong-route')
          ).filter(one => one.id === found.id);
          expect(resolved !== undefined, 'it is resolved', resolved);
        });
        const took = Date.now() - began;
        console.log(`      told ${took} ms after kubectl had ended`);
        expect(
          took <= LIMIT_MS &&
            resolved.firstSeen <= found.firstSeen &&
            resolved.resolved > found.lastSeen,
          'soon, and with its times',
          { took, found, resolved },
        );
      },
    );
    await checks.check('the action lets pass what is in order', async () => {
      const { log } = await check(situation, [route('ratings')]);
      const text = JSON.stringify(log);
      expect(/cause no finding/.test(text), 'it says so', text);
    });
    await kubectl.delete(MISTAKES);
    await checks.check('what is deleted is resolved', async () => {
      await eventually(30, async () => {
        const left = asCompared(await told(situation));
        expect(left.length === 0, 'nothing is left', left);
      });
      const gone = asCompared(await told(situation, '&state=resolved'));
      expect(gone.length >= MISTAKES.length, 'and told as resolved', gone);
    });
  },
};
