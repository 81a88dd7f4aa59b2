import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { Checks } from '../../support/Checks';
import { CleanUp } from '../../support/programs';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { callTo, expectFrom } from './calls';
import { RunningGateway } from './Gateways';
import { CALLERS, hostOf, Kind, PATTERNS, upstreamOf } from './inputs';
import { namespaceOf } from './matrix';
import { World } from './World';

const AUTHORIZER = { namespace: 'authorizers', name: 'purpose', port: 8000 };
const KINDS: Kind[] = ['http', 'simple'];

/** Runs an authorizer that wants to know the purpose of a call, and names it in the mesh's configuration. */
async function startAuthorizer(world: World): Promise<void> {
  const { kubectl } = world;
  const { namespace, name, port } = AUTHORIZER;
  world.goesToo(namespace);
  const labels = { app: name };
  const metadata = { name, namespace };
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: { selector: labels, ports: [{ name: 'http', port }] },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [
                {
                  name: 'app',
                  image: 'any',
                  command: [
                    process.execPath,
                    join(__dirname, 'authorizer.mjs'),
                    String(port),
                  ],
                  readinessProbe: { tcpSocket: { port } },
                },
              ],
            },
          },
        },
      },
    ],
  });
}

/** Adds a provider to the mesh's configuration, until the end of the run. */
async function nameProvider(
  { kubectl }: World,
  cleanUp: CleanUp,
): Promise<void> {
  const { namespace, name, port } = AUTHORIZER;
  const map = ['configmap', 'istio', '-n', 'istio-system'];
  const { data } = await kubectl.json(...map);
  const write = (mesh: string) =>
    kubectl
      .run(
        ...['patch', ...map, '--type=merge'],
        ...['-p', JSON.stringify({ data: { mesh } })],
      )
      .then(() => {});
  const mesh = parse(data.mesh);
  const provider = {
    name,
    envoyExtAuthzHttp: {
      service: `${name}.${namespace}.svc.cluster.local`,
      port,
      includeRequestHeadersInCheck: ['x-purpose'],
    },
  };
  await write(
    stringify({
      ...mesh,
      extensionProviders: [...(mesh.extensionProviders ?? []), provider],
    }),
  );
  cleanUp.add(() => write(data.mesh));
}

/** Starts a gateway of every pattern that asks the authorizer. */
export async function startAuthorized(
  world: World,
  cleanUp: CleanUp,
): Promise<RunningGateway[]> {
  await nameProvider(world, cleanUp);
  await startAuthorizer(world);
  const environment = {
    ...world.environment,
    extensionProviders: [
      { name: AUTHORIZER.name, authorizer: true, transport: 'http' as const },
    ],
  };
  return Promise.all(
    PATTERNS.map(pattern => {
      const name = `${pattern}-asks`;
      return RunningGateway.start(
        world,
        {
          pattern,
          name,
          namespace: namespaceOf(pattern),
          callers: [
            {
              namespace: CALLERS.namespace,
              serviceAccounts: [CALLERS.named],
            },
          ],
          upstreams: KINDS.map(kind => upstreamOf(kind, name, world.outside)),
          authorization: { provider: AUTHORIZER.name },
        },
        environment,
      );
    }),
  );
}

async function tryOne(world: World, gateway: RunningGateway): Promise<void> {
  const { outside, named, unnamed } = world;
  const address = await gateway.address();
  const ask = async (kind: Kind, caller = named, headers = {}) => {
    const host = hostOf(kind, gateway.model.name);
    const call = callTo(outside, kind, host, outside.address);
    const [outcome] = await caller.call({ ...call, headers });
    return outcome;
  };
  const purpose = { 'x-purpose': 'billing' };
  for (const kind of KINDS) {
    await eventually(20, async () =>
      expectFrom(address, named.name, await ask(kind, named, purpose)),
    );
    await eventually(20, async () => {
      const without = await ask(kind);
      expect(without.status === 403, 'the authorizer refuses', without);
    });
    const other = await ask(kind, unnamed, purpose);
    expect(other.status === 403, 'nor does it let others in', other);
  }
}

/** An external authorizer decides, besides the list of callers. */
export async function tryAuthorized(
  checks: Checks,
  world: World,
  gateways: RunningGateway[],
): Promise<void> {
  for (const gateway of gateways) {
    await checks.check(
      `${gateway.model.pattern}: the external authorizer is asked of each call, the named callers stay the only ones`,
      () => tryOne(world, gateway),
    );
  }
}
