import {
  AuditorService,
  DatabaseService,
  HttpAuthService,
  LoggerService,
  PermissionsRegistryService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters/types';
import { Inventory } from '../inventory';
import { MeshAuthorizer, registerAuthorityPermissions } from '../permissions';
import { ScheduledRequests } from '../requests/ScheduledRequests';
import { requestDatabase } from '../requests/store';
import { CertificateAuthorities } from './CertificateAuthorities';
import { whyNotRevocable } from './issuance/CertificateAuthorityRevokeKind';
import { createIssuance } from './issuance/createIssuance';
import { IssuanceStore } from './issuance/IssuanceStore';
import { CaProviders } from './providers/CaProviders';
import { readAlertSettings } from './renewal/alertSettings';
import { createRenewals } from './renewal/createRenewals';
import { createRevocationLists } from './revocation-lists/createRevocationLists';
import {
  createRootChanges,
  rootChangeUnderWay,
} from './rotation/createRootChanges';
import { CertificatesReader } from './views/CertificatesReader';
import { createCertificateViews } from './views/createCertificateViews';

/** What goes on beside the requests of people. */
export interface Background {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Wires certificate authorities together. */
export async function createCertificateAuthorities(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  catalog: CatalogService;
  config: RootConfigService;
  database: DatabaseService;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  logger: LoggerService;
  notifications: NotificationService;
  permissionsRegistry: PermissionsRegistryService;
  providers: CaProviders;
  registry: ClusterRegistry;
  scheduler: SchedulerService;
}): Promise<{
  kinds: RequestKind[];
  router: Router;
  reader: CertificatesReader;
  /** What looks after authorities by itself, once there is a way to ask for something. */
  background(requests: ScheduledRequests): Background;
}> {
  const knex = await requestDatabase(deps.database);
  const issuances = new IssuanceStore(knex);
  const authorities = new CertificateAuthorities(deps);
  registerAuthorityPermissions(deps.permissionsRegistry, (name, cluster) => {
    const found = authorities.find(name)?.settings;
    return found?.clusters.includes(cluster)
      ? { name, provider: found.provider, cluster }
      : undefined;
  });
  const issuance = createIssuance({
    ...deps,
    authorities,
    issuances,
    rootChange: rootChangeUnderWay(knex),
  });
  const { kind, rootChanges } = createRootChanges({
    ...deps,
    context: issuance.context,
    knex,
  });
  const views = createCertificateViews({
    ...deps,
    settings: authorities.settings(),
    describe: (name, options) => authorities.describe(name, options),
    issuances,
    whyNotRevocable: one => whyNotRevocable(authorities, one),
    rootChanges,
  });
  return {
    kinds: [...issuance.kinds, kind],
    router: views.router,
    reader: views.reader,
    background: requests => {
      const renewals = createRenewals({ ...deps, issuances, knex, requests });
      const lists = createRevocationLists({
        ...deps,
        alerts: renewals.alerts,
        authorities,
        issuances,
        knex,
        ownersOf: (cluster, namespace) =>
          deps.authorizer.namespaceResource(cluster, namespace).owners,
        settings: readAlertSettings(deps.config),
      });
      return {
        start: async () => {
          await issuance.start();
          await renewals.start();
          await lists.start();
        },
        stop: async () => {
          issuance.stop();
          renewals.stop();
          await lists.stop();
        },
      };
    },
  };
}
