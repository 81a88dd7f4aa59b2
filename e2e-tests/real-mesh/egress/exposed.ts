import { run } from '../../support/programs';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { callTo, expectFrom, expectKind, expectRefused } from './calls';
import { Authority } from './certificates';
import { RunningGateway, secretRights } from './Gateways';
import { CALLERS, hostOf, Kind, Pattern, PATTERNS, upstreamOf } from './inputs';
import { tryOutsideJob } from './jobs';
import { namespaceOf } from './matrix';
import { World } from './World';

/** The ingress gateway of the platform, in a namespace of its own. */
const FRONT = { namespace: 'front', name: 'front-door' };
const SECRET = 'partner-certificate';
const KINDS: Kind[] = ['http', 'simple'];

function proxiedHost(kind: Kind, pattern: Pattern): string {
  return `${kind}-${pattern}.partner.ours.example`;
}

interface Exposed {
  pattern: Pattern;
  gateway: RunningGateway;
}

/** What a platform team runs anyway: an ingress gateway. */
async function startFront(world: World, authority: Authority) {
  const { kubectl } = world;
  const { namespace, name } = FRONT;
  const labels = { app: name, istio: name };
  world.goesToo(namespace);
  const pair = await authority.sign('front', '*.partner.ours.example');
  const metadata = { name, namespace };
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: namespace,
          labels: { 'istio-injection': 'enabled' },
        },
      },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: {
          selector: labels,
          ports: [
            { name: 'http', port: 80, targetPort: 8080 },
            { name: 'https', port: 443, targetPort: 8443 },
          ],
        },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: {
              labels: { ...labels, 'sidecar.istio.io/inject': 'true' },
              annotations: { 'inject.istio.io/templates': 'gateway' },
            },
            spec: {
              serviceAccountName: name,
              containers: [{ name: 'istio-proxy', image: 'auto' }],
            },
          },
        },
      },
      ...secretRights({ name, namespace, pattern: 'injected', upstreams: [] }),
    ],
  });
  await kubectl.run(
    ...['-n', namespace, 'create', 'secret', 'tls', SECRET],
    ...[`--cert=${pair.certificate}`, `--key=${pair.key}`],
  );
  return labels;
}

/** Starts the ingress gateway, and a gateway of every pattern behind it. */
export async function startExposed(
  world: World,
  authority: Authority,
): Promise<Exposed[]> {
  const selector = await startFront(world, authority);
  return Promise.all(
    PATTERNS.map(async pattern => {
      const name = `${pattern}-exposed`;
      const gateway = await RunningGateway.start(world, {
        pattern,
        name,
        namespace: namespaceOf(pattern),
        callers: [
          {
            namespace: CALLERS.namespace,
            serviceAccounts: [CALLERS.named],
          },
        ],
        upstreams: KINDS.map(kind => ({
          ...upstreamOf(kind, name, world.outside),
          exposure: {
            host: proxiedHost(kind, pattern),
            ingress: { namespace: FRONT.namespace, selector },
            credentialName: SECRET,
          },
        })),
      });
      return { pattern, gateway };
    }),
  );
}

/** Address of the ingress gateway's Service. */
export async function frontAddress({ kubectl }: World): Promise<string> {
  const { spec } = await kubectl.json(
    ...['service', FRONT.name, '-n', FRONT.namespace],
  );
  return spec.clusterIP;
}

/** A call from outside the cluster, which verifies the certificate. */
async function curl(
  world: World,
  authority: Authority,
  url: string,
): Promise<{ status: number; location: string; seen: any }> {
  const address = await frontAddress(world);
  const { hostname, protocol } = new URL(url);
  const port = protocol === 'https:' ? 443 : 80;
  const { stdout } = await run('curl', [
    ...['-sS', '-m', '5', '--cacert', authority.file],
    ...['--resolve', `${hostname}:${port}:${address}`],
    ...['-w', '\n%{http_code} %{redirect_url}', url],
  ]);
  const [body, end] = stdout.split('\n');
  const [status, location] = end.split(' ');
  const seen = status === '200' ? JSON.parse(body) : undefined;
  return { status: Number(status), location, seen };
}

async function tryHost(
  world: World,
  authority: Authority,
  { pattern, gateway }: Exposed,
  kind: Kind,
): Promise<void> {
  const { outside, named, unnamed } = world;
  const proxied = proxiedHost(kind, pattern);
  const host = hostOf(kind, gateway.model.name);
  const address = await gateway.address();
  await eventually(20, async () => {
    const { status, seen } = await curl(
      world,
      authority,
      `https://${proxied}/from-outside`,
    );
    expectFrom(address, 'the outside', { status, seen });
    // The upstream is called by its own name, not by ours.
    expectKind(kind, host, { status, seen });
  });
  await eventually(10, async () => {
    const { status, location } = await curl(
      world,
      authority,
      `http://${proxied}/from-outside`,
    );
    expect(
      status === 301 && location === `https://${proxied}/from-outside`,
      'plain HTTP is redirected',
      { status, location },
    );
  });
  const call = callTo(outside, kind, host, outside.address);
  const [inside] = await named.call(call);
  expectFrom(address, named.name, inside);
  const other = callTo(outside, kind, host, outside.address);
  const [refused] = await unnamed.call(other);
  await expectRefused(outside, kind, unnamed, other.token, refused);
}

/** The three legs: from outside through the ingress gateway, from the mesh, and on. */
export async function tryExposed(
  checks: Checks,
  world: World,
  authority: Authority,
  all: Exposed[],
): Promise<void> {
  for (const one of all) {
    for (const kind of KINDS) {
      await checks.check(
        `${one.pattern}, ${kind}, exposed: from outside by TLS under our name, redirected, under the upstream's name beyond`,
        () => tryHost(world, authority, one, kind),
      );
    }
    await tryOutsideJob(checks, world, one.gateway, await frontAddress(world));
  }
}
