import { parse, stringify } from 'yaml';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Situation } from '../situation';
import { Journey } from './Journey';

const PREFIX = 'disc-';
const LABELS: Record<string, Record<string, string>> = {
  none: {},
  blue: { colour: 'blue' },
  red: { colour: 'red' },
  both: { colour: 'blue', stage: 'prod' },
  prod: { stage: 'prod' },
  empty: { colour: '' },
};
const NAMES = Object.keys(LABELS).map(name => `${PREFIX}${name}`);

/** Lists of selectors that a real istiod is asked about, too. */
const TABLE: [string, object[] | undefined][] = [
  ['no list', undefined],
  ['one label', [{ matchLabels: { colour: 'blue' } }]],
  ['an empty list', []],
  ['an empty selector', [{}]],
  ['two labels', [{ matchLabels: { colour: 'blue', stage: 'prod' } }]],
  [
    'two selectors',
    [{ matchLabels: { colour: 'red' } }, { matchLabels: { stage: 'prod' } }],
  ],
  [
    'a label and an expression',
    [
      {
        matchLabels: { stage: 'prod' },
        matchExpressions: [{ key: 'colour', operator: 'DoesNotExist' }],
      },
    ],
  ],
  [
    'In',
    [
      {
        matchExpressions: [
          { key: 'colour', operator: 'In', values: ['red', ''] },
        ],
      },
    ],
  ],
  [
    'NotIn',
    [
      {
        matchExpressions: [
          { key: 'colour', operator: 'NotIn', values: ['blue'] },
        ],
      },
    ],
  ],
  ['Exists', [{ matchExpressions: [{ key: 'colour', operator: 'Exists' }] }]],
  ['an empty value', [{ matchLabels: { colour: '' } }]],
];

async function changeSelectors({ kubectl }: Situation, selectors: unknown) {
  const map = await kubectl.json('configmap', 'istio', '-n', 'istio-system');
  const { discoverySelectors: _, ...mesh } = parse(map.data.mesh);
  const data = {
    mesh: stringify(
      selectors === undefined
        ? mesh
        : { ...mesh, discoverySelectors: selectors },
    ),
  };
  await kubectl.run(
    ...['patch', 'configmap', 'istio', '-n', 'istio-system'],
    ...['--type=merge', '-p', JSON.stringify({ data })],
  );
}

/** The namespaces of ours whose Services istiod knows. */
async function known({ kubectl }: Situation): Promise<string[]> {
  const services: any[] = JSON.parse(
    await kubectl.run(
      ...['exec', '-n', 'istio-system', 'deploy/istiod', '-c', 'discovery'],
      ...['--', 'curl', '-sS', 'http://127.0.0.1:15014/debug/registryz'],
    ),
  );
  const namespaces = services.map(
    one => one.Attributes?.Namespace ?? one.attributes?.namespace,
  );
  return NAMES.filter(name => namespaces.includes(name));
}

async function simulated(
  { people }: Situation,
  selectors: object[],
): Promise<string[]> {
  const scope = await people.platform.request(
    '/api/mesh/discovery-scope/simulate',
    { cluster: 'east', selectors },
  );
  return scope.namespaces
    .filter((one: any) => one.then && NAMES.includes(one.name))
    .map((one: any) => one.name);
}

async function compare(
  checks: Checks,
  situation: Situation,
  [title, selectors]: (typeof TABLE)[number],
): Promise<void> {
  await checks.check(`istiod watches what is simulated: ${title}`, async () => {
    const expected = (await simulated(situation, selectors ?? [])).sort();
    await changeSelectors(situation, selectors);
    await eventually(60, async () => {
      const real = (await known(situation)).sort();
      expect(real.join() === expected.join(), expected.join(), real);
    });
  });
}

/** What istiod watches under a table of selectors is what the product simulates. */
export const discovery: Journey = {
  title: 'Which namespaces istiod watches',
  async run(checks, situation) {
    const { kubectl, people } = situation;
    await checks.must('namespaces of several labels are there', async () => {
      await kubectl.apply({
        apiVersion: 'v1',
        kind: 'List',
        items: Object.entries(LABELS).flatMap(([name, labels]) => [
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: `${PREFIX}${name}`, labels },
          },
          {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'any', namespace: `${PREFIX}${name}` },
            spec: { ports: [{ name: 'http', port: 80 }] },
          },
        ]),
      });
      await eventually(60, async () => {
        const found = await simulated(situation, []);
        expect(found.length === NAMES.length, 'all are seen', found);
      });
    });
    try {
      for (const row of TABLE) {
        await compare(checks, situation, row);
      }
      await checks.check(
        'one wrong selector has istiod keep to what it had',
        async () => {
          await changeSelectors(situation, [
            { matchLabels: { colour: 'red' } },
          ]);
          await eventually(60, async () => {
            const real = await known(situation);
            expect(real.join() === `${PREFIX}red`, 'red alone', real);
          });
          await changeSelectors(situation, [
            { matchLabels: { colour: 'blue' } },
            { matchExpressions: [{ key: 'colour', operator: 'In' }] },
          ]);
          await eventually(60, async () => {
            const { invalid } = await people.platform.request(
              '/api/mesh/discovery-scope?cluster=east',
            );
            expect(
              /needs at least one/.test(invalid.join()),
              'it is said',
              invalid,
            );
          });
          const real = await known(situation);
          expect(real.join() === `${PREFIX}red`, 'red alone, still', real);
        },
      );
      await checks.check(
        'root certificates are not kept where nothing is watched',
        async () => {
          await changeSelectors(situation, [
            { matchLabels: { colour: 'red' } },
          ]);
          const path = ['configmap', 'istio-ca-root-cert', '-n'];
          await kubectl.run(
            'delete',
            ...path,
            `${PREFIX}blue`,
            '--ignore-not-found',
          );
          await kubectl.run(
            'delete',
            ...path,
            `${PREFIX}red`,
            '--ignore-not-found',
          );
          await eventually(60, () =>
            kubectl.run('get', ...path, `${PREFIX}red`),
          );
          const blue = await kubectl.run(
            ...['get', ...path, `${PREFIX}blue`, '--ignore-not-found'],
          );
          expect(blue === '', 'none', blue);
        },
      );
    } finally {
      await changeSelectors(situation, undefined);
      await kubectl.run('delete', 'namespace', '--wait=false', ...NAMES);
    }
  },
};
