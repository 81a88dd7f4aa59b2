import { checkRevocationLists } from '@meshport/certificates';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { isMachine } from './Peers';
import { EAST, ISSUE_SECONDS, World } from './World';

/** Of ours, of Google's authority that issues, and of its root. */
const LEAST = 3;

/** The Secret has one list of each authority of the chain, and pods check by them. */
export async function listsInUse(world: World): Promise<void> {
  const { secret } = await world.intermediate();
  const file = (name: string) =>
    Buffer.from(secret.data[name] ?? '', 'base64').toString();
  const findings = checkRevocationLists(
    {
      certificate: file('ca-cert.pem'),
      chain: file('cert-chain.pem'),
      root: file('root-cert.pem'),
      crl: file('ca-crl.pem'),
    },
    { now: new Date() },
  );
  // Those of a former intermediate stay until they run out.
  const count = file('ca-crl.pem').split('BEGIN X509 CRL').length - 1;
  expect(
    count >= LEAST && findings.every(({ severity }) => severity !== 'error'),
    'the set is complete',
    { count, findings },
  );
  await eventually(90, async () => {
    for (const peer of world.peers) {
      const { lists } = await peer.proxy.secrets();
      // istiod gives them to pods alone, by a ConfigMap.
      const wanted = isMachine(peer) ? 0 : count;
      expect(lists === wanted, `${peer.name} has ${wanted} lists`, lists);
    }
  });
}

/** A set that Envoys would refuse every connection for is not written. */
export async function refusedLists(
  checks: Checks,
  world: World,
): Promise<void> {
  const { google } = world.authorities;
  await checks.check(
    'a set of lists that lacks one is not written',
    async () => {
      google.publish(false);
      try {
        await isNotWritten(world, /publishes no revocation list/);
      } finally {
        google.publish(true);
      }
    },
  );
  await checks.check(
    'a set with a list that is over is not written',
    async () => {
      await google.leaveRootListExpired(true);
      try {
        await isNotWritten(world, /ended|expired|over/);
      } finally {
        await google.leaveRootListExpired(false);
      }
    },
  );
}

async function isNotWritten(world: World, words: RegExp): Promise<void> {
  const before = await world.intermediate();
  const request = await world.ended(
    await world.ask('certificate-authority-issue', {
      ...EAST,
      authority: 'google',
    }),
    ISSUE_SECONDS,
  );
  expect(
    request.status === 'failed' && words.test(request.problem?.cause ?? ''),
    `it fails, because of ${words}`,
    { status: request.status, problem: request.problem },
  );
  const { secret } = await world.intermediate();
  expect(
    secret.metadata.resourceVersion === before.secret.metadata.resourceVersion,
    'the Secret is as it was',
    secret.metadata.resourceVersion,
  );
}
