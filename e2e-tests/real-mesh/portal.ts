import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { eventually } from '../support/eventually';
import { freePort } from '../support/ports';
import { Portal } from '../support/Portal';
import { CleanUp, serve } from '../support/programs';

const ROOT = join(__dirname, '../..');
const PERSONAS = ['developer', 'platform', 'reviewer'] as const;

/** What the owners of the component want in east, a platform engineer approves first. */
const POLICIES = [
  {
    name: 'gateways-of-developers',
    kinds: ['egress-gateway'],
    clusters: ['east'],
    requesterGroups: ['group:default/team-ratings'],
    approval: 'required',
    approverGroups: ['group:default/team-platform'],
  },
  {
    name: 'machines-of-developers',
    kinds: ['vm-onboarding', 'vm-cut-off', 'vm-traffic-shift', 'mesh-mtls'],
    clusters: ['east'],
    requesterGroups: ['group:default/team-ratings'],
    approval: 'required',
    approverGroups: ['group:default/team-platform'],
  },
];

export type Persona = (typeof PERSONAS)[number];
export type People = Record<Persona, Portal>;

/**
 * Starts the demo's backend on clusters, with the demo's catalog, people and
 * permissions, and signs everybody in.
 *
 * @param folder - For its configuration and its log; it is made.
 * @param clusters - `mesh.clusters` of its configuration.
 * @param program - The backend; unless told, the demo's.
 * @param mesh - More of `mesh` in its configuration.
 * @param env - More of its environment.
 */
export async function startPortal(
  folder: string,
  clusters: object[],
  cleanUp: CleanUp,
  program = join(ROOT, 'packages/backend/src/index.ts'),
  mesh: object = {},
  env: NodeJS.ProcessEnv = {},
): Promise<People> {
  mkdirSync(folder);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, 'app-config.yaml');
  writeFileSync(
    config,
    stringify({
      app: { baseUrl: url },
      backend: { baseUrl: url, listen: { host: '127.0.0.1', port } },
      demo: { headless: true },
      catalog: {
        locations: [
          { type: 'file', target: join(ROOT, 'examples/catalog/*.yaml') },
          {
            type: 'file',
            target: join(ROOT, 'templates/egress-gateway/template.yaml'),
          },
        ],
      },
      mesh: {
        clusters,
        requests: { policies: POLICIES },
        // Programs of this machine stand in for images.
        egress: {
          testImage: 'any',
          patterns: ['injected', 'helm', 'gateway-api', 'sidecar-direct'],
        },
        ...mesh,
      },
    }),
  );
  const configs = [
    join(ROOT, 'app-config.yaml'),
    join(ROOT, 'app-config.demo.yaml'),
    config,
  ];
  const service = serve(
    process.execPath,
    [
      ...[
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      ],
      program,
      ...configs.flatMap(file => ['--config', file]),
    ],
    {
      cwd: join(ROOT, 'packages/backend'),
      log: join(folder, 'log'),
      env: { ...process.env, ...env, NODE_ENV: 'production' },
    },
  );
  cleanUp.add(() => service.stop());
  const people: Partial<People> = {};
  for (const persona of PERSONAS) {
    people[persona] = await eventually(240, () => {
      if (!service.alive()) throw new Error(`it ended: ${service.tail()}`);
      return signIn(url, persona);
    });
  }
  return people as People;
}

async function signIn(url: string, persona: Persona): Promise<Portal> {
  const response = await fetch(`${url}/api/auth/demo/refresh`, {
    headers: { 'X-Meshport-Persona': persona },
  });
  const answer = await response.text();
  if (!response.ok) {
    throw new Error(
      `signing in as ${persona} answered ${response.status}: ${answer}`,
    );
  }
  const { token, identity } = JSON.parse(answer).backstageIdentity;
  if (
    !identity.ownershipEntityRefs.some((ref: string) =>
      ref.startsWith('group:'),
    )
  ) {
    throw new Error(`the catalog does not know the groups of ${persona} yet`);
  }
  return new Portal(url, token);
}
