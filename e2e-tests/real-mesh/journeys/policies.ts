import { answerTo } from '../../../scripts/conformance/policy';
import { callObjectsOf } from '../../../scripts/conformance/policyCluster';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { COMPONENT, Situation } from '../situation';
import { Journey } from './Journey';

const { name, namespace } = COMPONENT;
const PORT = 9080;
const OUTSIDE = 'policies-outside';

const CLOSED = {
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'closed', namespace },
  spec: {
    action: 'DENY',
    selector: { matchLabels: { app: name } },
    rules: [{ to: [{ operation: { paths: ['/closed*'] } }] }],
  },
};
const MOVED = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'moved', namespace },
  spec: {
    parentRefs: [{ group: '', kind: 'Service', name, port: PORT }],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/moved' } }],
        filters: [
          {
            type: 'RequestRedirect',
            requestRedirect: { hostname: 'shop.example.org' },
          },
        ],
      },
      { backendRefs: [{ name, port: PORT }] },
    ],
  },
};
/** Who calls without a proxy. */
const BARE = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: OUTSIDE } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'bare', namespace: OUTSIDE },
    spec: {
      selector: { matchLabels: { app: 'bare' } },
      template: {
        metadata: { labels: { app: 'bare' } },
        spec: { containers: [{ name: 'app', image: 'any' }] },
      },
    },
  },
];
const OBJECTS = [...BARE, CLOSED, MOVED];

interface Question {
  from: { namespace: string; name: string };
  method: string;
  path: string;
}

const CLIENT = { namespace: 'shop', name: 'client' };
const QUESTIONS: Question[] = [
  { from: CLIENT, method: 'GET', path: '/' },
  { from: CLIENT, method: 'POST', path: '/' },
  { from: CLIENT, method: 'GET', path: '/closed/door' },
  { from: CLIENT, method: 'GET', path: '/moved' },
  { from: { namespace: OUTSIDE, name: 'bare' }, method: 'GET', path: '/' },
];

/** Whether a call comes through on the wire. */
async function called(
  { kubectl }: Situation,
  { from, method, path }: Question,
): Promise<boolean> {
  const url = `http://${name}.${namespace}:${PORT}${path}`;
  const code = await kubectl.run(
    ...['exec', '-n', from.namespace, `deployment/${from.name}`, '-c', 'app'],
    ...[
      '--',
      'sh',
      '-c',
      'curl -s -o /dev/null -m 10 -w "%{http_code}" -X "$0" "$1" || true',
    ],
    ...[method, url],
  );
  return code === '200';
}

/** What the question box of the portal says. */
async function asked({ people }: Situation, question: Question) {
  const { from, ...call } = question;
  const { answer } = await people.platform.request('/api/mesh/policies/ask', {
    cluster: 'east',
    from: { kind: 'workload', ...from },
    to: { namespace, name },
    port: PORT,
    ...call,
  });
  return answer;
}

/** What the command says. */
async function commanded(
  { kubectl, mesh }: Situation,
  { from, ...call }: Question,
): Promise<boolean | undefined> {
  const objects = await callObjectsOf({
    kubeconfig: mesh.kubeconfig,
    istioNamespace: 'istio-system',
    revision: '',
  });
  const { items } = await kubectl.json(
    ...['pods', '-n', from.namespace, '-l', `app=${from.name}`],
  );
  const line = {
    ...call,
    from: `${from.namespace}/${items[0].metadata.name}`,
    to: `${namespace}/${name}`,
    port: PORT,
  };
  return (await answerTo(objects, JSON.stringify(line))).allowed;
}

export const policies: Journey = {
  title: 'The policies card and its question box',
  async run(checks, situation) {
    const { kubectl, people, cleanUp } = situation;
    cleanUp.add(() => kubectl.delete(OBJECTS));
    await checks.must(
      'policies, a route and a caller without a proxy are there',
      async () => {
        await kubectl.apply({ apiVersion: 'v1', kind: 'List', items: OBJECTS });
        await kubectl.run(
          ...['rollout', 'status', 'deployment/bare', '-n', OUTSIDE],
          '--timeout=50s',
        );
      },
    );

    await checks.check('the card says what is in force, in its order', () =>
      eventually(30, async () => {
        const { items } = await people.platform.card(name, 'policies');
        const [{ mutualTls, callers, routes }] = items;
        const rules = callers.map(
          (one: any) => `${one.action} ${one.decidedBy.name}`,
        );
        expect(
          mutualTls.some(
            (one: any) =>
              one.mode === 'STRICT' && one.decidedBy?.name === 'default',
          ) &&
            rules[0] === 'DENY closed' &&
            rules.includes('ALLOW allow-shop') &&
            routes.some((one: any) => one.decidedBy.name === 'moved'),
          'STRICT by the namespace, DENY before ALLOW, and the route',
          { mutualTls, rules, routes },
        );
      }),
    );

    for (const question of QUESTIONS) {
      const { from, method, path } = question;
      await checks.check(
        `${from.name}: ${method} ${path} is as the wire has it`,
        () =>
          eventually(30, async () => {
            const wire = await called(situation, question);
            const box = await asked(situation, question);
            const command = await commanded(situation, question);
            expect(
              box === (wire ? 'yes' : 'no') && command === wire,
              `the wire says ${wire ? 'yes' : 'no'}`,
              { box, command },
            );
          }),
      );
    }
    await kubectl.delete(OBJECTS);
  },
};
