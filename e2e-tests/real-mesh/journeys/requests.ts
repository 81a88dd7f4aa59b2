import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Asking } from '../requests/Asking';
import { rejected, retired, takenOver } from '../requests/ends';
import {
  DANA,
  deployment,
  KINDS,
  NAME,
  NAMESPACE,
  PIET,
  present,
  SELECTOR,
} from '../requests/gateway';
import { hashOf, lacking } from '../requests/plans';
import { COMPONENT, Situation } from '../situation';
import { call, trustUpstream } from './egressGateway';
import { Journey } from './Journey';

/** The developer asks by the template, for calls of their own namespace. */
async function askByTemplate(situation: Situation): Promise<Asking> {
  const { people, upstream } = situation;
  const task = await people.developer.runTemplate('egress-gateway', {
    name: NAME,
    cluster: 'east',
    namespace: NAMESPACE,
    component: `component:default/${COMPONENT.name}`,
    owner: 'group:default/team-ratings',
    host: upstream.host,
    protocol: 'TLS-ORIGINATION',
    credentialName: `${NAME}-ca`,
    addresses: [upstream.address],
    delivery: 'request',
    reason: 'The partner publishes ratings of its own.',
  });
  expect(task.status === 'completed', 'the task ends green', task.log);
  const link = task.output.links?.find(
    ({ title }: any) => title === 'Open the request',
  );
  const [, id] = /\/mesh\/requests\/([-0-9a-f]{36})$/.exec(link?.url) ?? [];
  expect(id !== undefined, 'its output links the request', task.output);
  return new Asking(situation, id);
}

async function approval(checks: Checks, situation: Situation, asked: Asking) {
  const { contentHash, plan } = await asked.look();
  await checks.check('it waits, and nothing is made', async () => {
    const request = await asked.look();
    const left = await situation.kubectl.json(KINDS, '-A', '-l', SELECTOR);
    expect(
      request.status === 'requested' &&
        request.requester === DANA &&
        request.beneficiary === `component:default/${COMPONENT.name}` &&
        request.nextStep.waitingFor.includes('group:default/team-platform'),
      'it waits for the platform team',
      { status: request.status, nextStep: request.nextStep },
    );
    expect(left.items.length === 0, 'nothing is in the cluster', left.items);
  });
  await checks.check('the content hash is that of the plan', async () => {
    expect(hashOf(plan) === contentHash, contentHash, hashOf(plan));
    expect(plan.objects.length >= 7, 'the plan holds all objects', plan);
  });
  await checks.check('neither who asked nor a reviewer approves', async () => {
    const { allowedActions } = await asked.look();
    expect(
      !allowedActions.includes('approve'),
      'it is not offered',
      allowedActions,
    );
    for (const persona of ['developer', 'reviewer'] as const) {
      await asked.refuses(
        403,
        /may not|not allowed|permission/i,
        persona,
        'approve',
        {
          contentHash,
        },
      );
    }
  });
  await checks.check('nobody approves what they were not shown', async () => {
    await asked.refuses(400, /contentHash/, 'platform', 'approve');
    await asked.refuses(409, /plan/, 'platform', 'approve', {
      contentHash: hashOf({ ...plan, title: 'something else' }),
    });
  });
  await checks.must('the platform engineer finds and approves it', async () => {
    const { items } = await situation.people.platform.request(
      '/api/mesh/requests?view=to-approve',
    );
    expect(
      items.some(({ id }: any) => id === asked.id),
      'it is among those to approve',
      items,
    );
    await asked.step('platform', 'approve', { contentHash });
    await asked.becomes('ready', 150);
  });
}

async function effect(checks: Checks, situation: Situation, asked: Asking) {
  const { kubectl, upstream } = situation;
  await checks.check('what was approved is what was applied', async () => {
    const { plan } = await asked.look();
    for (const { manifest } of plan.objects) {
      const { kind, apiVersion, metadata } = manifest;
      const [group] = apiVersion.split('/');
      const found = await kubectl.json(
        apiVersion.includes('/') ? `${kind}.${group}` : kind,
        ...[metadata.name, '-n', metadata.namespace, '--show-managed-fields'],
      );
      const differences = lacking(manifest, found);
      expect(differences.length === 0, `${kind} is as planned`, differences);
      expect(
        !group.endsWith('istio.io') ||
          hashOf(found.spec) === hashOf(manifest.spec),
        `${kind} has nothing else`,
        found.spec,
      );
    }
    const { items } = await kubectl.json(KINDS, '-A', '-l', SELECTOR);
    expect(
      items.length === plan.objects.length,
      'nothing beside the plan is made',
      items.map(({ kind, metadata }: any) => `${kind} ${metadata.name}`),
    );
    const live = await asked.live();
    expect(live.state === 'matches', 'the request shows that', live);
  });
  await checks.check('its pod is ready when the request is', async () => {
    const { status } = await deployment(situation);
    expect(status.readyReplicas === 1, 'one ready pod', status);
  });
  await checks.check('calls of a sidecar pod leave through it', async () => {
    const path = '/asked-for';
    await eventually(30, async () => {
      const answer = await call(situation, path, {
        namespace: NAMESPACE,
        target: 'deploy/ratings-v1',
      });
      expect(answer.endsWith('\n200'), 'the call is answered', answer);
    });
    const seen = upstream.requests.filter(one => one.path === path).pop();
    const pods = await kubectl.json('pods', '-n', NAMESPACE, '-l', SELECTOR);
    expect(
      seen?.from === pods.items[0].status.podIP &&
        seen?.serverName === upstream.host &&
        /^TLSv1\.[23]$/.test(seen?.protocol),
      'it came from the gateway, by TLS',
      seen,
    );
  });
}

async function history(checks: Checks, asked: Asking) {
  await checks.check('its history is whole', async () => {
    const steps = await asked.steps();
    const expected = [
      `requested ${DANA}`,
      `approved ${PIET}`,
      ...['started', 'applying', 'applied', 'ready'].map(
        type => `${type} system`,
      ),
      `retireRequested ${DANA}`,
      'failed system',
      `retried ${DANA}`,
      'retired system',
    ];
    expect(steps.join() === expected.join(), expected.join(), steps);
    const { contentHash, history: rows } = await asked.look();
    expect(
      rows.every(
        (row: any, index: number) =>
          row.sequence === index + 1 &&
          row.contentHash === contentHash &&
          Date.parse(row.at) >= Date.parse(rows[Math.max(0, index - 1)].at),
      ),
      'every row is numbered, dated and about the same plan',
      rows,
    );
  });
}

export const requests: Journey = {
  title: 'A gateway that one asks for and another approves',
  async run(checks, situation) {
    let asked!: Asking;
    await checks.must('an administrator lets it trust the upstream', () =>
      trustUpstream(situation, NAME),
    );
    const before = await present(situation);
    await checks.must('the developer asks by the template', async () => {
      asked = await askByTemplate(situation);
    });
    await approval(checks, situation, asked);
    await effect(checks, situation, asked);
    await takenOver(checks, situation, asked);
    await rejected(checks, situation);
    await retired(checks, situation, asked, before);
    await history(checks, asked);
  },
};
