import { expect } from '../../support/expect';
import { describe, filesWith } from '../changes';
import { Enrolling, expectEnd } from '../Enrolling';
import { Overheard } from '../Overheard';
import { CODE, REQUEST, TOKEN } from '../StubPortal';
import { Part } from './Part';

/** Owner and mode of what Istio's guide places, with `istio-proxy` by name. */
const PLACED: Record<string, string> = {
  '/etc/certs/root-cert.pem': 'istio-proxy 644',
  '/run/secrets/tokens/istio-token': 'istio-proxy 600',
  '/var/lib/istio/envoy/cluster.env': 'istio-proxy 644',
  '/var/lib/istio/config/mesh': 'istio-proxy 644',
  '/etc/certs': 'istio-proxy 755',
  '/run/secrets': 'istio-proxy 755',
  '/run/secrets/tokens': 'istio-proxy 755',
  '/var/lib/istio/envoy': 'istio-proxy 755',
  '/var/lib/istio/config': 'istio-proxy 755',
  '/var/lib/istio/proxy': 'istio-proxy 755',
  '/var/log/istio': 'istio-proxy 755',
  '/var/lib/meshport/enrolment': 'root 644',
};

async function placed({ machine }: Enrolling): Promise<void> {
  const paths = Object.keys(PLACED);
  const { stdout } = await machine.exec(['stat', '-c', '%U %a', ...paths]);
  const found = stdout.trim().split('\n');
  expect(
    found.join() === Object.values(PLACED).join(),
    'owners and modes are those of the guide',
    paths.map((path, index) => `${path} ${found[index]}`),
  );
}

async function contents({ machine }: Enrolling): Promise<void> {
  const read = async (path: string) =>
    (await machine.exec(['cat', path])).stdout;
  expect(
    (await read('/var/run/secrets/tokens/istio-token')) === TOKEN,
    'the token is as it came',
    'another',
  );
  expect(
    (await read('/etc/istio/config/mesh')) === 'defaultConfig: {}\n',
    'the mesh is configured through /etc/istio',
    await read('/etc/istio/config/mesh'),
  );
  const hosts = await read('/etc/hosts');
  expect(
    hosts.startsWith('127.0.0.1 localhost\n') &&
      hosts.endsWith(
        '# BEGIN istiod of the mesh (managed by Meshport)\n10.0.0.9 istiod.istio-system.svc\n# END istiod of the mesh (managed by Meshport)\n',
      ),
    'istiod is in /etc/hosts, in a block, after what was there',
    hosts,
  );
}

async function joinsUnheard(enrolling: Enrolling): Promise<void> {
  enrolling.reset();
  const { machine, portal } = enrolling;
  const overheard = await Overheard.start(machine);
  const ended = await enrolling.join();
  await overheard.stop();
  expectEnd(
    ended,
    0,
    /in the mesh: group bookinfo\/ratings-vm of cluster east/,
  );
  const posts = portal.calls.filter(({ method }) => method === 'POST');
  expect(posts.length === 1, 'one code was sent in', portal.calls);
  const sent = Object.fromEntries(new URLSearchParams(posts[0].body));
  const { stdout: host } = await machine.exec(['uname', '-n']);
  expect(
    JSON.stringify(sent) ===
      JSON.stringify({
        code: CODE,
        request: REQUEST,
        hostname: host.trim(),
        address: machine.address,
        format: 'deb',
        arch: process.arch === 'arm64' ? 'arm64' : 'amd64',
      }),
    'it says who it is, in the body',
    sent,
  );
  for (const secret of [CODE, TOKEN]) {
    const elsewhere = [
      ...overheard.with(secret),
      ...portal.calls
        .filter(call => JSON.stringify({ ...call, body: '' }).includes(secret))
        .map(({ url }) => `${url} or its headers`),
      ...((ended.stdout + ended.stderr).includes(secret)
        ? ['what it says']
        : []),
      ...filesWith(machine, secret),
    ];
    const allowed = ['/root/enrolling/code', '/run/secrets/tokens/istio-token'];
    expect(
      elsewhere.every(where => allowed.includes(where)),
      'code and token are in no argument, environment, address, log or other file',
      elsewhere,
    );
  }
  expect(overheard.heard > 20, 'processes were looked at', overheard.heard);
}

export const joining: Part = {
  title: 'A machine joins',
  async run(checks, enrolling) {
    const { machine, portal } = enrolling;
    await checks.check(
      'a dry run changes nothing and uses no code',
      async () => {
        enrolling.reset();
        enrolling.remember();
        const ended = await enrolling.join('--dry-run');
        expectEnd(ended, 0, /Nothing was changed, and no code was used/);
        enrolling.expectUnchanged();
        expect(portal.redeems === 0, 'no code was used', portal.calls);
      },
    );
    await checks.must('it joins, and code and token are nowhere else', () =>
      joinsUnheard(enrolling),
    );
    await checks.check('every file has its owner and mode', () =>
      placed(enrolling),
    );
    await checks.check('and its content', () => contents(enrolling));
    await checks.check('the sidecar runs, also after a restart', async () => {
      const { code } = await machine.exec([
        'sh',
        '-c',
        'systemctl is-active istio && systemctl is-enabled istio',
      ]);
      expect(code === 0, 'istio.service is active and enabled', code);
    });
    await checks.check('nothing is left of the work', async () => {
      const { stdout } = await machine.exec([
        'sh',
        '-c',
        'ls -d /run/meshport* /dev/shm/meshport* /tmp/meshport-enrol* /var/tmp/meshport* /var/lib/meshport/journal* 2>/dev/null; find /etc /run /var/lib -name "*meshport-before"',
      ]);
      expect(stdout === '', 'no folder, journal or copy', stdout);
    });
    await checks.check('joined, it ends well and uses no code', async () => {
      enrolling.reset();
      enrolling.remember();
      expectEnd(await enrolling.join(), 0, /in the mesh already/);
      enrolling.expectUnchanged();
      expect(portal.calls.length === 0, 'nobody was called', portal.calls);
    });
    await checks.check('--again joins anew, without a download', async () => {
      enrolling.reset();
      portal.files['istio-token'] = `${TOKEN}2`;
      expectEnd(
        await enrolling.join('--again'),
        0,
        /This machine is in the mesh/,
      );
      expect(
        portal.redeems === 1 &&
          !portal.calls.some(({ url }) => url.startsWith('/packages')),
        'one code, no package',
        portal.calls.map(({ url }) => url),
      );
      const { stdout } = await machine.exec(['cat', '/etc/hosts']);
      expect(stdout.split('# BEGIN').length === 2, 'one block', stdout);
    });
    await checks.check('a certificate that ended is no joining', async () => {
      enrolling.reset();
      portal.files['cluster.env'] = `STAND_IN_DAYS=-1\n`;
      expectEnd(await enrolling.join('--again'), 0, /This machine is in/);
      enrolling.reset();
      expectEnd(await enrolling.join(), 0, /This machine is in the mesh/);
      expect(portal.redeems === 1, 'it joined anew', portal.calls.length);
    });
    await checks.check('another version is installed over it', async () => {
      await upgraded(enrolling);
    });
    await checks.check('machines without iptables say so to the sidecar', () =>
      withoutCapture(enrolling),
    );
    await checks.check('another request does not take it out', async () => {
      const ended = await enrolling.leave('--request', 'another-one');
      expectEnd(ended, 1, /joined for request .*not for another-one/);
    });
    await checks.check('and its own request does', async () => {
      expectEnd(
        await enrolling.leave('--request', REQUEST),
        0,
        /out of the mesh/,
      );
    });
  },
};

async function upgraded(enrolling: Enrolling): Promise<void> {
  const { portal, machine } = enrolling;
  enrolling.reset();
  portal.sidecar = enrolling.newer;
  expectEnd(await enrolling.join('--again'), 0, /This machine is in the mesh/);
  const { stdout } = await machine.exec([
    ...['dpkg-query', '-W', '-f=${Version}', 'istio-sidecar'],
  ]);
  expect(stdout === '1.31.0', 'the newer one is installed', stdout);
}

async function withoutCapture(enrolling: Enrolling): Promise<void> {
  const { portal, machine } = enrolling;
  const rules = '/run/stand-in-rules';
  enrolling.reset();
  portal.enrolment.CAPTURE = 'none';
  portal.files['cluster.env'] = `ISTIO_CUSTOM_IP_TABLES='true'\n`;
  portal.files['hosts-block'] =
    '# BEGIN services of the mesh for bookinfo/ratings-vm (managed by Meshport)\n127.0.0.2 details.bookinfo.svc.cluster.local details\n# END services of the mesh for bookinfo/ratings-vm (managed by Meshport)\n';
  expectEnd(await enrolling.join('--again'), 0, /This machine is in the mesh/);
  expect(
    describe(machine.root, rules) === 'nothing',
    'no rules were made',
    describe(machine.root, rules),
  );
  const { stdout } = await machine.exec(['cat', '/etc/hosts']);
  expect(
    stdout.includes(portal.files['hosts-block']!),
    'the services of the mesh are in /etc/hosts',
    stdout,
  );
  enrolling.reset();
  expectEnd(await enrolling.join('--again'), 0, /This machine is in the mesh/);
  const after = (await machine.exec(['cat', '/etc/hosts'])).stdout;
  expect(
    !after.includes('127.0.0.2') &&
      describe(machine.root, rules).startsWith('file'),
    'with iptables again, the block is gone and rules are made',
    after,
  );
}
