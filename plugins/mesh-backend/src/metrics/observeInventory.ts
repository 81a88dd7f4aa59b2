import {
  MetricsService,
  MetricsServiceObservableResult,
} from '@backstage/backend-plugin-api/alpha';
import { Inventory, KindStatus } from '../inventory';

type Observe = (value: number, attributes: Record<string, string>) => void;

const CLUSTER_STATES = ['fresh', 'syncing', 'stale', 'unreachable'] as const;
const KIND_STATES: KindStatus['state'][] = [
  'listing',
  'watching',
  'failing',
  'Forbidden',
  'NotServed',
];

/**
 * Exports how the reading of every cluster and kind goes, through Backstage's
 * metrics service (OpenTelemetry). Names and units are in
 * `docs/administrators/operation.md`.
 */
export function observeInventory(
  inventory: Inventory,
  metrics: MetricsService,
): void {
  const gauge = (
    name: string,
    unit: string,
    description: string,
    observe: (observe: Observe) => void,
  ) =>
    metrics
      .createObservableGauge(name, { unit, description })
      .addCallback((result: MetricsServiceObservableResult) =>
        observe((value, attributes) => result.observe(value, attributes)),
      );
  const eachKind = (
    look: (status: KindStatus, attributes: Record<string, string>) => void,
  ) =>
    inventory
      .clusters()
      .forEach(cluster =>
        cluster
          .statuses()
          .forEach(status =>
            look(status, { cluster: cluster.details.name, kind: status.kind }),
          ),
      );
  const eachTime = (field: 'lastEvent' | 'lastList' | 'lastGood') => {
    return (observe: Observe) =>
      eachKind((status, attributes) => {
        const time = status[field];
        if (time !== undefined) {
          observe(time / 1000, attributes);
        }
      });
  };

  gauge(
    'mesh.cluster.state',
    '1',
    'How well a cluster is known: 1 for the state that it is in, 0 for the others',
    observe =>
      inventory.clusters().forEach(cluster => {
        const { name, state } = cluster.freshness();
        CLUSTER_STATES.forEach(one =>
          observe(one === state ? 1 : 0, { cluster: name, state: one }),
        );
      }),
  );
  gauge(
    'mesh.kind.state',
    '1',
    'How the reading of a kind goes: 1 for the state that it is in, 0 for the others',
    observe =>
      eachKind((status, attributes) =>
        KIND_STATES.forEach(one =>
          observe(one === status.state ? 1 : 0, { ...attributes, state: one }),
        ),
      ),
  );
  gauge('mesh.kind.objects', '{object}', 'Objects in memory', observe =>
    eachKind(({ count }, attributes) => observe(count, attributes)),
  );
  gauge(
    'mesh.kind.last_event',
    's',
    'When a watch last told of a change (Unix time)',
    eachTime('lastEvent'),
  );
  gauge(
    'mesh.kind.last_list',
    's',
    'When the last list was complete (Unix time)',
    eachTime('lastList'),
  );
  gauge(
    'mesh.kind.last_good',
    's',
    'Up to when the objects are known to equal the cluster (Unix time)',
    eachTime('lastGood'),
  );
  metrics
    .createObservableCounter('mesh.kind.failures', {
      unit: '{failure}',
      description: 'Lists and watches that failed since the backend started',
    })
    .addCallback(result =>
      eachKind(({ failures }, attributes) =>
        result.observe(failures, attributes),
      ),
    );
}
