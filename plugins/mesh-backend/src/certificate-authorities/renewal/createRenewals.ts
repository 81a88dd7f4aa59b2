import {
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { Knex } from 'knex';
import { ClusterRegistry } from '../../clusters/types';
import { Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { ScheduledRequests } from '../../requests/ScheduledRequests';
import { IssuanceStore } from '../issuance/IssuanceStore';
import { readCacertsOf } from '../views/CacertsReading';
import { certificateViews } from '../views/certificateView';
import { AlertStore } from './AlertStore';
import { readAlertSettings } from './alertSettings';
import { CaAlerts } from './CaAlerts';
import { ExpiryAlerts } from './ExpiryAlerts';
import { IssuanceInUse, issuancesInUse } from './inUse';
import { Renewals } from './Renewals';
import { watchedPlanes } from './watched';

/** Wires together what renews authorities, and tells of those that end. */
export function createRenewals(deps: {
  authorizer: Pick<MeshAuthorizer, 'namespaceResource'>;
  config: RootConfigService;
  inventory: Inventory;
  issuances: Pick<IssuanceStore, 'list'>;
  knex: Knex;
  logger: LoggerService;
  notifications: Pick<NotificationService, 'send'>;
  registry: ClusterRegistry;
  requests: Pick<ScheduledRequests, 'open' | 'look'>;
  scheduler: SchedulerService;
}): {
  alerts: CaAlerts;
  start(): Promise<void>;
  stop(): void;
} {
  const { authorizer, inventory, issuances, registry } = deps;
  const settings = readAlertSettings(deps.config);
  const alerts = new CaAlerts({ ...deps, store: new AlertStore(deps.knex) });
  const ownersOf = (cluster: string, namespace: string) =>
    authorizer.namespaceResource(cluster, namespace).owners;
  const renewals = new Renewals({
    ...deps,
    alerts,
    settings,
    ownersOf,
    present: inUse => presentIntermediate(inUse, registry),
  });
  const expiry = new ExpiryAlerts({
    ...deps,
    alerts,
    settings,
    ownersOf,
    watched: async () =>
      watchedPlanes({
        clusters: inventory.clusters(),
        cacertsOf: name => readCacertsOf(registry.get(name)),
        inUse: issuancesInUse(await issuances.list()),
      }),
  });
  const stop = new AbortController();
  const task = {
    // Every instance looks; what it opens and tells is kept once for all.
    scope: 'local' as const,
    timeout: { minutes: 10 },
    signal: stop.signal,
  };
  return {
    alerts,
    start: async () => {
      await deps.scheduler.scheduleTask({
        ...task,
        id: 'mesh-ca-renewals',
        frequency: { minutes: 1 },
        initialDelay: { seconds: 25 },
        fn: async () => renewals.run(),
      });
      await deps.scheduler.scheduleTask({
        ...task,
        id: 'mesh-ca-expiry',
        frequency: { minutes: 15 },
        initialDelay: { minutes: 1 },
        fn: async () => expiry.run(),
      });
    },
    stop: () => stop.abort(),
  };
}

/** Fingerprint of what a control plane signs with now; undefined where that cannot be read. */
async function presentIntermediate(
  { issuance }: IssuanceInUse,
  registry: ClusterRegistry,
): Promise<string | undefined> {
  const connection = registry
    .list()
    .find(({ details }) => details.name === issuance.cluster);
  if (!connection) {
    return undefined;
  }
  const { secret } = await readCacertsOf(connection);
  if ('why' in secret || !secret.value?.certificate.trim()) {
    return undefined;
  }
  const read = certificateViews(secret.value.certificate, 'ca-cert.pem');
  return 'why' in read ? undefined : read.certificates[0]?.fingerprint;
}
