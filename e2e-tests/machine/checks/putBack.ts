import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Enrolling, expectEnd } from '../Enrolling';
import { TOKEN } from '../StubPortal';
import { Part } from './Part';

/** What the sidecar logs, the token that it has, and the cause that is said. */
const BAD_SIDECARS: [string, string, string, RegExp][] = [
  [
    'the token has expired',
    'rpc error: code = Unauthenticated desc = request authenticate failure',
    tokenUntil(Date.now() / 1000 - 5),
    /its token has expired/,
  ],
  [
    'istiod does not take the token',
    'rpc error: code = Unauthenticated desc = request authenticate failure',
    tokenUntil(Date.now() / 1000 + 3600),
    /wrong cluster ID/,
  ],
  [
    'istiod is out of reach',
    'dial tcp 10.0.0.9:15012: i/o timeout',
    TOKEN,
    /istiod cannot be reached/,
  ],
  ['for no reason given', 'alas', TOKEN, /none that is known/],
];

/** A token whose claims say when it ends (seconds). */
function tokenUntil(end: number): string {
  const claims = Buffer.from(JSON.stringify({ exp: Math.round(end) }));
  return `eyJhbGciOiJub25lIn0.${claims.toString('base64url')}.c2lnbmF0dXJl`;
}

export const putBack: Part = {
  title: 'All is put back',
  async run(checks, enrolling) {
    const { portal, machine } = enrolling;
    enrolling.remember();
    for (const [what, said, token, words] of BAD_SIDECARS) {
      await checks.check(`when the sidecar is not ready: ${what}`, async () => {
        enrolling.reset();
        portal.files['istio-token'] = token;
        portal.files['cluster.env'] = `STAND_IN_WORDS='${said}'\n`;
        expectEnd(
          await enrolling.join('--wait', '2'),
          1,
          new RegExp(`not ready within 2 s\\. Likely cause: .*${words.source}`),
        );
        enrolling.expectUnchanged();
      });
    }
    await checks.check('when the package does not install', async () => {
      enrolling.reset();
      portal.sidecar = enrolling.broken;
      expectEnd(await enrolling.join(), 1, /package could not be installed/);
      enrolling.expectUnchanged();
    });
    for (const signal of ['INT', 'TERM', 'HUP']) {
      await checks.check(`when it is ended by SIG${signal}`, async () => {
        enrolling.reset();
        portal.files['cluster.env'] = `STAND_IN_WORDS=alas\n`;
        const ended = await machine.exec([
          'sh',
          '-c',
          `(until [ -e /var/lib/meshport/journal ]; do sleep 0.1; done; sleep 0.5; kill -${signal} $$) & exec sh /root/enrolling/enrol.sh "$@"`,
          'sh',
          ...enrolling.arguments,
          ...['--code-file', '/root/enrolling/code', '--wait', '30'],
        ]);
        expect(
          [129, 130, 143].includes(ended.code) &&
            ended.stderr.includes('The machine is as it was'),
          'it ends by the signal, and says so',
          ended,
        );
        enrolling.expectUnchanged();
      });
    }
    await checks.check(
      'to how the machine was before, by --uninstall',
      async () => {
        enrolling.reset();
        expectEnd(await enrolling.join(), 0, /This machine is in the mesh/);
        await left(enrolling);
      },
    );
    await checks.must('a machine joins', async () => {
      enrolling.reset();
      expectEnd(await enrolling.join(), 0, /This machine is in the mesh/);
    });
    await checks.check(
      'to the machine that had joined, when joining anew fails',
      () => joinedBefore(enrolling),
    );
    await checks.check('and --uninstall leaves nothing', () => left(enrolling));
    await checks.check('a second --uninstall has nothing to do', async () => {
      expectEnd(await enrolling.leave(), 0, /nothing to do/);
    });
  },
};

/** Takes the machine out, and compares it with how it was. */
async function left(enrolling: Enrolling): Promise<void> {
  expectEnd(await enrolling.leave(), 0, /out of the mesh/);
  enrolling.expectUnchanged();
}

async function joinedBefore(enrolling: Enrolling): Promise<void> {
  const { portal, machine } = enrolling;
  const fresh = enrolling.kept();
  enrolling.remember();
  try {
    for (const bad of [enrolling.newer, enrolling.usual]) {
      enrolling.reset();
      portal.sidecar = bad;
      portal.files['cluster.env'] = `STAND_IN_WORDS=alas\n`;
      portal.files.hosts = '10.0.0.77 istiod.istio-system.svc\n';
      expectEnd(await enrolling.join('--again', '--wait', '2'), 1, /as it was/);
      await eventually(20, async () => {
        const ready = await machine.exec([
          ...['curl', '-fsS', 'http://127.0.0.1:15021/healthz/ready'],
        ]);
        expect(ready.code === 0, 'the sidecar runs again', ready);
      });
      // The sidecar of before has a certificate of its own making again.
      const changes = enrolling
        .changes()
        .filter(
          line =>
            !/^\/(etc\/certs\/(key|cert-chain)\.pem|var\/log\/istio)/.test(
              line,
            ),
        );
      expect(changes.length === 0, 'nothing is other than before', changes);
    }
  } finally {
    enrolling.compareWith(fresh);
  }
}
