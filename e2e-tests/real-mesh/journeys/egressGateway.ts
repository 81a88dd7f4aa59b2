import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { TaskResult } from '../../support/Portal';
import { COMPONENT, manifest, Situation } from '../situation';
import { Persona } from '../portal';
import { Journey } from './Journey';

const NAME = 'partner';
const SECRET = `${NAME}-ca`;
const SELECTOR = `meshport.dev/egress-gateway=${NAME}`;
const KINDS = [
  'deployments',
  'services',
  'serviceaccounts',
  'serviceentries',
  'virtualservices',
  'destinationrules',
  'gateways.networking.istio.io',
].join(',');

/** What a person fills into the form. */
function answers({ upstream }: Situation) {
  return {
    name: NAME,
    cluster: 'east',
    namespace: COMPONENT.namespace,
    component: `component:default/${COMPONENT.name}`,
    owner: 'group:default/team-ratings',
    host: upstream.host,
    protocol: 'TLS-ORIGINATION',
    credentialName: SECRET,
    addresses: [upstream.address],
    clientNamespaces: ['shop'],
    delivery: 'apply',
  };
}

/**
 * Lets a gateway's pods read the authority that signed the upstream's
 * certificate, out of the Secret `NAME-ca`.
 */
export async function trustUpstream(
  { kubectl, upstream, work }: Situation,
  name: string,
) {
  const certificate = join(work, `${name}-ca.crt`);
  writeFileSync(certificate, upstream.certificateAuthority);
  const rights = join(work, `${name}-rights.yaml`);
  const ofPartner = readFileSync(manifest('upstream-authority.yaml'), 'utf8');
  writeFileSync(rights, ofPartner.replaceAll(NAME, name));
  await kubectl.run('apply', '-f', rights);
  await kubectl.run(
    ...['-n', COMPONENT.namespace, 'create', 'secret', 'generic', `${name}-ca`],
    `--from-file=ca.crt=${certificate}`,
  );
}

function runTemplate(situation: Situation, persona: Persona) {
  return situation.people[persona].runTemplate(
    'egress-gateway',
    answers(situation),
  );
}

/** How many objects a task says to have made, changed and left. */
function counts({ output }: TaskResult) {
  const said = /(\d+) objects created, (\d+) changed, (\d+) already so/.exec(
    JSON.stringify(output),
  );
  expect(said !== null, 'the task says what it did', output);
  const [created, changed, unchanged] = said.slice(1).map(Number);
  return { created, changed, unchanged };
}

function expectCompleted(task: TaskResult): void {
  expect(
    task.status === 'completed',
    'the task ends green',
    task.log.slice(-1500),
  );
}

/** A call from the client's pod to the host by plain HTTP, as a program makes it. */
export async function call(
  { kubectl, upstream }: Situation,
  path: string,
  from = { namespace: 'shop', target: 'deploy/client' },
) {
  const { host, address } = upstream;
  return kubectl.exec(
    from.namespace,
    from.target,
    ...['curl', '-sS', '-m', '5', '-w', '\\n%{http_code}'],
    ...['--resolve', `${host}:80:${address}`, `http://${host}${path}`],
  );
}

async function egressOnCard({ people, upstream }: Situation) {
  const { items } = await people.developer.card(COMPONENT.name, 'policies');
  return items
    .flatMap((report: any) => report.egress)
    .find((egress: any) => egress.host === upstream.host);
}

async function refused(checks: Checks, situation: Situation): Promise<void> {
  await checks.check(
    'who may not write is refused, and nothing is applied',
    async () => {
      const task = await runTemplate(situation, 'reviewer');
      const left = await situation.kubectl.json(KINDS, '-A', '-l', SELECTOR);
      expect(
        task.status === 'failed' &&
          /may not|not allowed|permission/i.test(task.log),
        'the task fails with a clear word',
        task.log.slice(-1500),
      );
      expect(left.items.length === 0, 'nothing is in the cluster', left.items);
    },
  );
}

async function traffic(checks: Checks, situation: Situation): Promise<void> {
  const { kubectl, upstream } = situation;
  await checks.check('a call from a sidecar pod arrives by TLS', async () => {
    await eventually(30, async () => {
      const answer = await call(situation, '/by-gateway');
      expect(answer.endsWith('\n200'), 'the call is answered', answer);
    });
    const seen = upstream.requests
      .filter(one => one.path === '/by-gateway')
      .pop();
    const pods = await kubectl.json(
      'pods',
      '-n',
      COMPONENT.namespace,
      '-l',
      SELECTOR,
    );
    expect(
      seen?.from === pods.items[0].status.podIP &&
        seen?.serverName === upstream.host &&
        /^TLSv1\.[23]$/.test(seen?.protocol),
      'it came from the gateway, by TLS, with the server name',
      seen,
    );
  });
  await checks.check('both Envoys counted it on the way', async () => {
    const counted = async (namespace: string, target: string, to: RegExp) => {
      const stats = await kubectl.envoyClusters(namespace, target);
      const lines = stats.split('\n').filter(line => to.test(line));
      expect(
        lines.some(line => /::rq_total::[1-9]/.test(line)),
        `${target} counts requests to ${to}`,
        lines.filter(line => line.includes('::rq_')),
      );
    };
    const gateway = `${NAME}\\.${COMPONENT.namespace}\\.svc`;
    await counted('shop', 'deploy/client', new RegExp(gateway));
    await counted(
      COMPONENT.namespace,
      `deploy/${NAME}`,
      new RegExp(`${upstream.host}::${upstream.address}:443`),
    );
  });
  await checks.check('the gateway trusts no other authority', async () => {
    await upstream.showCertificateOf('stranger');
    try {
      await eventually(20, async () => {
        const answer = await call(situation, '/by-stranger');
        expect(answer.endsWith('\n503'), 'the call is refused', answer);
      });
      const seen = upstream.requests.filter(
        ({ path }) => path === '/by-stranger',
      );
      expect(seen.length === 0, 'no request arrives', seen);
    } finally {
      await upstream.showCertificateOf('partner');
    }
  });
}

export const egressGateway: Journey = {
  title: 'An egress gateway by the template',
  async run(checks, situation) {
    const { kubectl } = situation;
    await refused(checks, situation);
    await checks.must('an administrator lets it trust the upstream', () =>
      trustUpstream(situation, NAME),
    );
    await checks.must('the template applies it', async () => {
      const task = await runTemplate(situation, 'platform');
      expectCompleted(task);
      const { created, unchanged } = counts(task);
      expect(created >= 7 && unchanged === 0, 'all of it is new', task.output);
    });
    await checks.check('its pod is ready when the task ends', async () => {
      const { items } = await kubectl.json('deployments', '-A', '-l', SELECTOR);
      expect(
        items[0]?.status.readyReplicas === 1,
        'one ready pod',
        items[0]?.status,
      );
    });
    await traffic(checks, situation);
    await checks.check('the policies card lists the host by the gateway', () =>
      eventually(20, async () => {
        const egress = await egressOnCard(situation);
        expect(
          egress?.gateway?.name === NAME &&
            egress.gateway.namespace === COMPONENT.namespace &&
            egress.tls === 'originated',
          'the host, by the gateway, TLS opened there',
          egress,
        );
      }),
    );
    await checks.check('a second run changes nothing', async () => {
      const before = await kubectl.json(KINDS, '-A', '-l', SELECTOR);
      const task = await runTemplate(situation, 'platform');
      expectCompleted(task);
      const { created, changed, unchanged } = counts(task);
      const after = await kubectl.json(KINDS, '-A', '-l', SELECTOR);
      expect(
        created === 0 && changed === 0 && unchanged === before.items.length,
        'everything is unchanged',
        task.output,
      );
      const version = (list: any) =>
        list.items
          .map((one: any) => `${one.metadata.uid} ${one.metadata.generation}`)
          .join();
      expect(
        version(after) === version(before),
        'the objects are the same',
        after,
      );
    });
    await checks.check('who removes it removes it from the card', async () => {
      await kubectl.run(
        'delete',
        KINDS,
        '-n',
        COMPONENT.namespace,
        '-l',
        SELECTOR,
      );
      await eventually(20, async () => {
        const egress = await egressOnCard(situation);
        expect(egress === undefined, 'the host is gone', egress);
      });
    });
  },
};
