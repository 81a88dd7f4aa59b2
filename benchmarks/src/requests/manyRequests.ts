import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { RequestEventType } from '@meshport/backstage-plugin-mesh-common';
import { createGatewayContext } from '@meshport/backstage-plugin-mesh-backend/src/egress';
import { EgressGatewayKind } from '@meshport/backstage-plugin-mesh-backend/src/requests/kinds/EgressGatewayKind';
import { KindRegistry } from '@meshport/backstage-plugin-mesh-backend/src/requests/KindRegistry';
import {
  DraftPlan,
  RequestPlanner,
} from '@meshport/backstage-plugin-mesh-backend/src/requests/RequestPlanner';
import { withStatuses } from '@meshport/backstage-plugin-mesh-backend/src/requests/requestSteps';
import {
  keyOf,
  KnexRequestStore,
  PlanFacts,
} from '@meshport/backstage-plugin-mesh-backend/src/requests/store';
import { randomUUID } from 'crypto';
import { Knex } from 'knex';
import { groupOf, userOf } from './people';

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;
const NAMESPACES = 100;
const TEAMS = 10;

/** Six steps each; a tenth waits, most are ready. */
const LIVES: RequestEventType[][] = [
  ['requested', ...times(5, 'edited' as const)],
  ...times(6, [
    'requested',
    'approved',
    'started',
    'applying',
    'applied',
    'ready',
  ] as RequestEventType[]),
  ['requested', 'approved', 'started', 'applied', 'retireRequested', 'retired'],
  ['requested', ...times(4, 'edited' as const), 'rejected'],
  ['requested', 'approved', 'started', 'applying', 'applied', 'failed'],
];

/** What each list has to count. */
export interface Totals {
  all: number;
  developer: number;
  mine: { developer: number; engineer: number };
  requested: number;
  ready: number;
}

/**
 * Stores requests for egress gateways of ten teams in a hundred namespaces of
 * two clusters, as the portal does, with all their events sent.
 */
export async function storeRequests(db: Knex, count: number): Promise<Totals> {
  const store = new KnexRequestStore(db);
  const planner = plannerOf();
  const start = Date.now() - count * MINUTE;
  const totals: Totals = {
    all: count,
    developer: 0,
    mine: { developer: 0, engineer: 0 },
    requested: 0,
    ready: 0,
  };
  for (let index = 0; index < count; index += 1) {
    const namespace = index % NAMESPACES;
    const requester = requesterOf(index);
    const planned = await draftOf(planner, index, namespace);
    const life = LIVES[Math.floor(index / NAMESPACES) % LIVES.length];
    const events = withStatuses(
      [],
      life.map(type => ({
        type,
        actor: { type: 'user' as const, entityRef: requester },
        reason: 'The partner has moved to another address.',
        policies: ['production'],
      })),
    );
    const { status } = events.at(-1)!;
    const now = start + index * MINUTE;
    await store.create(
      {
        id: randomUUID(),
        requester,
        inputHash: planned.contentHash,
        expiresAt: now + YEAR,
        approverGroups: status === 'requested' ? [groupOf('engineer')] : [],
        planned: { ...planned, facts: factsOf(planned) },
      },
      events,
      now,
    );
    totals.developer += namespace % TEAMS === 0 ? 1 : 0;
    totals.mine.developer += requester === userOf('developer') ? 1 : 0;
    totals.mine.engineer += requester === userOf('engineer') ? 1 : 0;
    totals.requested += status === 'requested' ? 1 : 0;
    totals.ready += status === 'ready' ? 1 : 0;
  }
  // Sending sixty thousand events is not what is measured.
  await db('mesh_request_history').update({
    to_send: 0,
    event_sent_at: start,
    notified_at: start,
  });
  return totals;
}

/** The developer asks for one in a hundred, the engineer for one in two hundred, which is ready or ended. */
function requesterOf(index: number): string {
  if (index % NAMESPACES === 0) {
    return userOf('developer');
  }
  const waits = Math.floor(index / NAMESPACES) % LIVES.length < 1;
  return index % (2 * NAMESPACES) === 101 && !waits
    ? userOf('engineer')
    : `user:default/person-${index % 97}`;
}

function plannerOf(): RequestPlanner {
  const kinds = new KindRegistry();
  // Drafts ask no cluster, and know nothing of any.
  const inventory = { cluster: () => undefined, clusters: () => [] } as any;
  const gateways = createGatewayContext({
    inventory,
    config: new ConfigReader({}),
    authorizer: {} as any,
    registry: {} as any,
  });
  kinds.add(new EgressGatewayKind({ gateways } as any));
  return new RequestPlanner({
    kinds,
    delivery: {} as any,
    findings: [],
    surroundings: {
      mayRead: async () => () => true,
      ownersOf: (_, namespace) => [
        `group:default/team-${Number(namespace.split('-')[1]) % TEAMS}`,
      ],
    },
  });
}

/** A gateway of eight objects for two namespaces of one team. */
function draftOf(
  planner: RequestPlanner,
  index: number,
  namespace: number,
): Promise<DraftPlan> {
  const name = `partner-${String(index).padStart(5, '0')}`;
  return planner.draft(
    {
      kind: 'egress-gateway',
      delivery: 'apply',
      beneficiary: `component:default/orders-${namespace}`,
      parameters: {
        cluster: index % 3 ? 'east' : 'west',
        gateway: {
          namespace: `orders-${namespace}`,
          name,
          host: `${name}.example.org`,
          protocol: 'TLS-ORIGINATION',
          clientNamespaces: [`orders-${(namespace + TEAMS) % NAMESPACES}`],
          owner: `team-${namespace % TEAMS}`,
          replicas: 2,
        },
      },
    },
    {} as BackstageCredentials,
  );
}

/** As if none of its objects were there. */
function factsOf({ plan }: DraftPlan): PlanFacts {
  const objects = plan.objects.map(({ cluster, manifest }) => {
    const { apiVersion, kind, metadata } = manifest as any;
    const { namespace, name } = metadata;
    return { cluster, object: { apiVersion, kind, namespace, name } };
  });
  return {
    diff: objects.map(({ cluster, object }) => ({
      object: { cluster, ...object },
      outcome: 'created',
      changes: [],
    })),
    findings: [],
    presence: Object.fromEntries(
      objects.map(({ cluster, object }) => [keyOf(cluster, object), null]),
    ),
    made: objects,
  };
}

function times<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item);
}
