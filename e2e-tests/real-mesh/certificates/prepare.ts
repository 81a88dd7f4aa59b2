import { join } from 'node:path';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { createAccount, missingRoles } from '../account';
import { People, startPortal } from '../portal';
import { Authorities, startAuthorities } from './authorities';
import { Peer, Setting, startPeers } from './Peers';
import { waysAnswer } from './CallLoop';
import { World } from './World';

/** What the portal is allowed, and no more. */
const ROLES = [
  'read.yaml',
  'control-plane.yaml',
  'ca.yaml',
  'root-changes.yaml',
];

/** A platform engineer asks, security approves; also what the portal asks for. */
const POLICIES = [
  {
    name: 'authorities-by-security',
    kinds: [
      'certificate-authority-issue',
      'certificate-authority-renew',
      'certificate-authority-root-change',
      'certificate-authority-revoke',
    ],
    approval: 'required',
    approverGroups: ['group:default/team-security'],
  },
];

/** Peers that call each other, authorities that sign, and a portal over all. */
export async function prepareWorld(
  checks: Checks,
  setting: Setting,
): Promise<World | undefined> {
  const { mesh, kubectl, work, cleanUp } = setting;
  let peers: Peer[] = [];
  let authorities: Authorities;
  let people: People | undefined;
  await checks.part(
    'Two pods, a machine, three authorities, a portal',
    async () => {
      await checks.must('authorities that really sign', async () => {
        authorities = await startAuthorities(work, cleanUp);
      });
      await checks.must('an account has our published roles', async () => {
        const lacking = missingRoles(ROLES);
        expect(lacking.length === 0, 'docs/rbac is complete', lacking);
        await createAccount(kubectl, mesh, join(work, 'kubeconfig'), ROLES);
      });
      const starting = startPortal(
        join(work, 'portal'),
        [
          {
            name: 'east',
            kubeconfig: { file: join(work, 'kubeconfig'), context: 'east' },
          },
        ],
        cleanUp,
        join(__dirname, 'backend.ts'),
        {
          requests: { policies: POLICIES },
          certificateAuthorities: authorities.configuration,
        },
        authorities.env,
      );
      // Awaited below; until then its failure is nobody's.
      starting.catch(() => {});
      await checks.must(
        'pods and a machine take nothing but mTLS',
        async () => {
          peers = await startPeers(setting, {
            namespace: 'calls',
            machine: true,
          });
        },
      );
      await checks.must('every one reaches every other one', () =>
        waysAnswer(peers),
      );
      await checks.must('the portal follows the cluster', async () => {
        const started = await starting;
        await eventually(60, async () => {
          const answer = await started.platform.request(
            '/api/mesh/certificate-authorities',
          );
          expect(
            answer.clusters.some((one: any) => one.name === 'east'),
            'it knows east',
            answer,
          );
        });
        people = started;
      });
    },
  );
  return people && new World(setting, people, peers, authorities!);
}
