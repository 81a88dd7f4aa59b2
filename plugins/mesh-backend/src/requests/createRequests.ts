import { randomUUID } from 'crypto';
import { hostname } from 'os';
import {
  AuditorService,
  AuthService,
  DatabaseService,
  HttpAuthService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { meshNamespaceReadPermission } from '@meshport/backstage-plugin-mesh-common';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters/types';
import { GatewayContext } from '../egress/GatewayContext';
import { readApplySettings } from '../manifests/settings';
import { refuseWithoutPermissions } from '../manifests/writableCluster';
import { WriteGate } from '../manifests/writeGate';
import { MeshAuthorizer } from '../permissions/types';
import { PermissionRequestAuthorizer } from './access/RequestAuthorizer';
import { KindPermissions } from './access/KindPermissions';
import { Approvals } from './Approvals';
import { ClusterPlanDelivery } from './ClusterPlanDelivery';
import { DirectWriteGate } from './DirectWriteGate';
import { EgressGatewayKind } from './kinds/EgressGatewayKind';
import { EgressGatewayRemovalKind } from './kinds/EgressGatewayRemovalKind';
import { EgressUpstreamKind } from './kinds/EgressUpstreamKind';
import { ManifestsKind } from './kinds/ManifestsKind';
import { CatalogPeopleDirectory } from './PeopleDirectory';
import { ConfiguredPolicies } from './policy/configuredPolicies';
import { RequestPolicies } from './policy/RequestPolicies';
import { PreviewService } from './PreviewService';
import { registerRequestActions } from './registerActions';
import { registerRequestPermissions } from './access/registerRequestPermissions';
import { RequestExtensions } from './RequestExtensions';
import { RequestIntake } from './RequestIntake';
import { RequestPlanner } from './RequestPlanner';
import { RequestReader } from './RequestReader';
import { RequestRecords } from './RequestRecords';
import { RequestService } from './RequestService';
import { createRequestsRouter } from './routes/router';
import { ScheduledRequests } from './ScheduledRequests';
import { readRequestSettings } from './settings';
import { KnexRequestStore, requestDatabase } from './store';
import { Housekeeping } from './work/Housekeeping';
import { Outbox } from './work/Outbox';
import { RequestAlarm } from './work/RequestAlarm';
import { RequestWorker } from './work/RequestWorker';

/** What requests need of the backend. */
export interface RequestsDependencies {
  actionsRegistry: ActionsRegistryService;
  auditor: AuditorService;
  auth: AuthService;
  authorizer: MeshAuthorizer;
  catalog: CatalogService;
  config: RootConfigService;
  database: DatabaseService;
  events: EventsService;
  extensions: RequestExtensions;
  gateways: GatewayContext;
  httpAuth: HttpAuthService;
  logger: LoggerService;
  notifications: NotificationService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  registry: ClusterRegistry;
  scheduler: SchedulerService;
}

/** Wires requests together. */
export async function createRequests(deps: RequestsDependencies): Promise<{
  router: Router;
  gate: WriteGate;
  /** For what belongs to requests of one kind. */
  reader: RequestReader;
  records: RequestRecords;
  /** For what the portal itself asks for. */
  scheduled: ScheduledRequests;
  start(): Promise<void>;
  stop(): Promise<void>;
}> {
  const { config, extensions, registry, logger, auditor, authorizer } = deps;
  const now = () => Date.now();
  const chance = () => Math.random();
  const settings = readApplySettings(config);
  const { notify, retentionMs } = readRequestSettings(config);
  const store = new KnexRequestStore(await requestDatabase(deps.database));
  const directory = new CatalogPeopleDirectory(deps);
  const delivery = new ClusterPlanDelivery({ registry, settings });
  const { kinds, findings } = extensions;
  const gatewayKinds = {
    registry,
    settings,
    authorizer,
    gateways: deps.gateways,
  };
  kinds.add(new EgressGatewayKind(gatewayKinds));
  kinds.add(new EgressUpstreamKind(gatewayKinds));
  kinds.add(new EgressGatewayRemovalKind(gatewayKinds));
  kinds.add(new ManifestsKind({ registry, settings }));
  const policies = new RequestPolicies({
    policies: [ConfiguredPolicies.fromConfig(config), ...extensions.policies],
    directory,
  });
  const approvals = new Approvals({ kinds, policies, directory });
  const kindPermissions = new KindPermissions({ kinds, authorizer });
  const requestAuthorizer = new PermissionRequestAuthorizer(deps);
  const planner = new RequestPlanner({
    kinds,
    delivery,
    findings,
    surroundings: {
      mayRead: async credentials => {
        const mayRead = await authorizer.namespaceFilter(
          credentials,
          meshNamespaceReadPermission,
        );
        return (cluster, namespace) =>
          mayRead(authorizer.namespaceResource(cluster, namespace));
      },
      ownersOf: (cluster, namespace) =>
        authorizer.namespaceResource(cluster, namespace).owners,
    },
  });
  const refuseWrites = () => refuseWithoutPermissions(settings);
  const intake = new RequestIntake({
    planner,
    approvals,
    directory,
    authorizer: requestAuthorizer,
    meshAuthorizer: authorizer,
    kindPermissions,
  });
  const reader = new RequestReader({
    store,
    kinds,
    authorizer: requestAuthorizer,
    approvals,
    kindPermissions,
    directory,
    delivery,
    planner,
    now,
  });
  // The alarm rings the worker, and the worker has what it did sent.
  const bell: { send?: () => void } = {};
  const worker = new RequestWorker({
    store,
    kinds,
    approvals,
    directory,
    delivery,
    planner,
    logger,
    now,
    chance,
    onRun: () => bell.send?.(),
    owner: `${hostname().slice(0, 60)}/${randomUUID()}`,
  });
  const alarm = new RequestAlarm({
    worker,
    outbox: new Outbox({
      store,
      events: deps.events,
      notifications: notify ? deps.notifications : undefined,
      logger,
      now,
      chance,
    }),
    housekeeping: new Housekeeping({
      store,
      approvals,
      auditor,
      logger,
      now,
      retentionMs,
    }),
    scheduler: deps.scheduler,
    logger,
  });
  bell.send = () => alarm.send();
  const service = new RequestService({
    store,
    intake,
    reader,
    approvals,
    kindPermissions,
    now,
    refuseWrites,
    onChanged: () => alarm.kick(),
  });
  const preview = new PreviewService({ intake, refuseWrites });
  registerRequestPermissions(deps.permissionsRegistry, store);
  registerRequestActions(deps.actionsRegistry, { reader, service, preview });
  return {
    router: createRequestsRouter({
      service,
      preview,
      reader,
      httpAuth: deps.httpAuth,
      auditor,
    }),
    gate: new DirectWriteGate({ kinds, policies }),
    reader,
    records: new RequestRecords({
      store,
      approvals,
      planner,
      now,
      onChanged: () => alarm.kick(),
    }),
    scheduled: new ScheduledRequests({
      store,
      planner,
      approvals,
      directory,
      auth: deps.auth,
      now,
      onChanged: () => alarm.kick(),
    }),
    start: () => alarm.start(),
    stop: () => alarm.stop(),
  };
}
