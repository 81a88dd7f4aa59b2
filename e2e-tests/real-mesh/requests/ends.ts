import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Situation } from '../situation';
import { Asking } from './Asking';
import { deployment, LABEL, NAME, NAMESPACE, present } from './gateway';

const RETIRE_RIGHTS = join(__dirname, '../../../docs/rbac/retire.yaml');

/** Another manager takes the number of pods over, as it is. */
async function takeReplicas({ kubectl, work }: Situation): Promise<void> {
  const file = join(work, 'replicas.json');
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: NAME, namespace: NAMESPACE },
      spec: { replicas: 1 },
    }),
  );
  await kubectl.run(
    ...['apply', '--server-side', '--field-manager=autoscaler', '-f', file],
  );
}

/** The developer asks for two pods; meanwhile the number of pods becomes somebody else's. */
export async function takenOver(
  checks: Checks,
  situation: Situation,
  asked: Asking,
) {
  await checks.check(
    'what another took over meanwhile goes back to its approvers',
    async () => {
      const { plan } = await asked.look();
      const { cluster, gateway } = plan.parameters;
      const more = await Asking.by(situation, 'developer', {
        kind: 'egress-gateway',
        parameters: { cluster, gateway: { ...gateway, replicas: 2 } },
      });
      const { contentHash } = await more.look();
      await takeReplicas(situation);
      await more.step('platform', 'approve', { contentHash });
      const back = await eventually(60, async () => {
        const now = await more.look();
        expect(
          now.history.at(-1).type === 'sentBack',
          'it is sent back',
          await more.steps(),
        );
        return now;
      });
      const { reason, mend } = back.history.at(-1);
      expect(
        back.status === 'requested' &&
          /autoscaler/.test(reason) &&
          /replicas/.test(reason) &&
          Boolean(mend),
        'it waits again and names who holds which field',
        { status: back.status, reason, mend },
      );
      const { spec } = await deployment(situation);
      expect(spec.replicas === 1, 'nothing is written', spec.replicas);
      await more.step('developer', 'cancel', { reason: 'One is enough.' });
      await more.becomes('cancelled', 5);
    },
  );
}

export async function rejected(checks: Checks, situation: Situation) {
  await checks.check('a rejected one makes nothing', async () => {
    const before = await present(situation);
    const asked = await Asking.by(situation, 'developer', {
      kind: 'egress-gateway',
      parameters: {
        cluster: 'east',
        gateway: {
          namespace: NAMESPACE,
          name: 'unwanted',
          host: 'unwanted.partner.example',
        },
      },
    });
    const { contentHash } = await asked.look();
    await asked.refuses(400, /reason/, 'platform', 'reject', { contentHash });
    const reason = 'That host is not for us.';
    await asked.step('platform', 'reject', { contentHash, reason });
    // Longer than work that is due waits for its turn.
    await new Promise(resolve => setTimeout(resolve, 8_000));
    const request = await asked.look();
    expect(
      request.status === 'rejected' && request.history.at(-1).reason === reason,
      'it stays rejected, with the reason',
      request.history,
    );
    await asked.refuses(409, /rejected/, 'platform', 'approve', {
      contentHash,
    });
    const after = await present(situation);
    expect(after.join() === before.join(), 'the cluster is as before', after);
  });
}

export async function retired(
  checks: Checks,
  situation: Situation,
  asked: Asking,
  before: string[],
) {
  const { kubectl } = situation;
  const bystander = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'of-somebody-else',
      namespace: NAMESPACE,
      labels: { [LABEL]: NAME, 'app.kubernetes.io/managed-by': 'meshport' },
    },
    spec: { ports: [{ name: 'http', port: 80 }] },
  };
  await checks.check('without the rights to retire it says so', async () => {
    await kubectl.run('delete', '-f', RETIRE_RIGHTS);
    const { length } = await present(situation);
    await asked.step('developer', 'retire', { reason: 'No longer needed.' });
    const { problem } = await asked.becomes('failed', 30);
    expect(
      /may not/.test(problem.cause) && Boolean(problem.mend),
      'it names what it lacks',
      problem,
    );
    const left = await present(situation);
    expect(left.length === length, 'nothing is removed', left);
  });
  await checks.check('with them it removes what it made, no more', async () => {
    await kubectl.run('apply', '-f', RETIRE_RIGHTS);
    await kubectl.create(bystander);
    const { metadata } = await kubectl.json(
      ...['service', bystander.metadata.name, '-n', NAMESPACE],
    );
    await asked.step('developer', 'retry');
    await asked.becomes('retired', 30);
    const expected = [
      ...before,
      `Service ${NAMESPACE}/${metadata.name} ${metadata.uid}`,
    ].sort();
    const after = await present(situation);
    await kubectl.run('-n', NAMESPACE, 'delete', 'service', metadata.name);
    expect(after.join() === expected.join(), expected.join(', '), after);
  });
}
