import { randomUUID } from 'crypto';
import {
  AuditorService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { Knex } from 'knex';
import { ClusterRegistry } from '../../clusters/types';
import { CertificateAuthorities } from '../CertificateAuthorities';
import { IssuanceStore } from '../issuance/IssuanceStore';
import { AlertSettings } from '../renewal/alertSettings';
import { CaAlerts } from '../renewal/CaAlerts';
import { issuancesInUse } from '../renewal/inUse';
import { RevocationListRefresh } from './RevocationListRefresh';
import { RevocationListStore } from './RevocationListStore';

/** Wires together what keeps revocation lists fresh. */
export function createRevocationLists(deps: {
  alerts: CaAlerts;
  auditor: AuditorService;
  authorities: Pick<CertificateAuthorities, 'get'>;
  issuances: Pick<IssuanceStore, 'list'>;
  knex: Knex;
  logger: LoggerService;
  ownersOf: (cluster: string, namespace: string) => readonly string[];
  registry: Pick<ClusterRegistry, 'list'>;
  scheduler: SchedulerService;
  settings: AlertSettings;
}): { start(): Promise<void>; stop(): Promise<void> } {
  const { authorities, issuances, ownersOf, registry, settings } = deps;
  const refresh = new RevocationListRefresh({
    ...deps,
    inUse: async () => issuancesInUse(await issuances.list()),
    providerOf: name => {
      const authority = authorities.get(name);
      if (!('provider' in authority)) {
        throw new InputError(
          `revocationLists: ${name} is a bundle of your own (reference); put new lists into it and have it installed again`,
        );
      }
      return authority.provider;
    },
    connectionOf: cluster =>
      registry.list().find(({ details }) => details.name === cluster),
    store: new RevocationListStore(deps.knex),
    recipients: ({ issuance: { cluster, namespace } }) => [
      ...settings.recipients,
      ...ownersOf(cluster, namespace),
    ],
    owner: randomUUID(),
  });
  const stop = new AbortController();
  return {
    start: () =>
      deps.scheduler.scheduleTask({
        id: 'mesh-ca-revocation-lists',
        // Every instance looks; the lease of a control plane lets one of them work on it.
        scope: 'local',
        frequency: { minutes: 1 },
        initialDelay: { seconds: 40 },
        timeout: { minutes: 10 },
        signal: stop.signal,
        fn: async () => refresh.run(),
      }),
    stop: async () => {
      stop.abort();
      await refresh.stop();
    },
  };
}
