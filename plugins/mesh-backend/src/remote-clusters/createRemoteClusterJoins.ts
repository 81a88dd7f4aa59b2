import { randomUUID } from 'crypto';
import {
  AuditorService,
  DatabaseService,
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { preflightPair } from '@meshport/istio';
import { ClusterRegistry } from '../clusters/types';
import { readEgressSettings } from '../egress/egressSettings';
import { Inventory } from '../inventory';
import { readApplySettings } from '../manifests/settings';
import { MeshAuthorizer } from '../permissions';
import { requestDatabase } from '../requests/store';
import { JoinRecords } from './common/JoinRecords';
import { readRemoteSettings } from './common/remoteSettings';
import { Join } from './join/Join';
import { JoinStore } from './join/JoinStore';
import { Pairs } from './join/Pairs';
import { preflightFindings } from './join/preflightFindings';
import { RemoteClusterContext } from './join/RemoteClusterContext';
import { RemoteClusterJoinKind } from './join/RemoteClusterJoinKind';
import { RemoteClusterLeaveKind } from './leave/RemoteClusterLeaveKind';
import { PreflightSubjects } from './preflight/PreflightSubjects';
import { TokenAlarm } from './tokens/alarms';
import { RemoteClusterRotateKind } from './tokens/RemoteClusterRotateKind';
import { TokenRenewal } from './tokens/TokenRenewal';

/** Wires joining, rotating and leaving together. */
export async function createRemoteClusterJoins(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  database: DatabaseService;
  inventory: Inventory;
  logger: LoggerService;
  notifications: NotificationService;
  registry: ClusterRegistry;
  scheduler: SchedulerService;
}): Promise<{
  kinds: RequestKind[];
  records: JoinRecords;
  start(): Promise<void>;
  stop(): Promise<void>;
}> {
  const { auditor, authorizer, config, inventory, logger, registry } = deps;
  const store = new JoinStore(await requestDatabase(deps.database));
  const subjects = new PreflightSubjects({
    inventory,
    ranges: readEgressSettings(config),
    ownerOf: (cluster, namespace) =>
      authorizer.namespaceResource(cluster, namespace).owners[0],
  });
  const context = new RemoteClusterContext({
    config,
    store,
    registry,
    preflight: async (...names) => {
      const pair = names.flatMap(name => inventory.cluster(name) ?? []);
      const [one, other] = pair.map(cluster =>
        subjects.of(cluster, { why: 'a request does not ask for them' }),
      );
      return one && other
        ? preflightFindings(preflightPair(one, other, { now: new Date() }))
        : [];
    },
    pairs: new Pairs({
      config,
      registry,
      settings: readApplySettings(config),
      istioId: name => inventory.cluster(name)?.istioId.id ?? name,
    }),
  });
  // What is configured wrongly is said at the start.
  readRemoteSettings(config);
  context.tokenSettings();
  context.istioFixes();
  context.externalSecrets();
  const renewal = new TokenRenewal({
    context,
    auditor,
    logger,
    owner: randomUUID(),
    raise: (join, alarm) => raise({ ...deps, authorizer }, join, alarm),
  });
  const stop = new AbortController();
  return {
    kinds: [
      new RemoteClusterJoinKind(context),
      new RemoteClusterRotateKind(context),
      new RemoteClusterLeaveKind(context),
    ],
    records: store,
    start: () =>
      deps.scheduler.scheduleTask({
        id: 'mesh-remote-tokens',
        // Every instance looks; the lease of a join lets one of them work on it.
        scope: 'local',
        frequency: { minutes: 1 },
        initialDelay: { seconds: 20 },
        timeout: { minutes: 30 },
        signal: stop.signal,
        fn: async () => renewal.run(),
      }),
    stop: async () => {
      stop.abort();
      await renewal.stop();
    },
  };
}

/** Notifies the owners of both namespaces, and whom configuration names. */
async function raise(
  deps: {
    authorizer: MeshAuthorizer;
    config: RootConfigService;
    logger: LoggerService;
    notifications: NotificationService;
  },
  join: Join,
  { title, description, severity }: TokenAlarm,
): Promise<void> {
  const { authorizer, config, logger, notifications } = deps;
  const recipients = [
    ...(config.getOptionalStringArray(
      'mesh.remoteClusters.tokens.alarmRecipients',
    ) ?? []),
    ...authorizer.namespaceResource(join.primary, join.primaryNamespace).owners,
    ...authorizer.namespaceResource(join.remote, join.remoteNamespace).owners,
  ];
  if (!recipients.length) {
    return;
  }
  try {
    await notifications.send({
      recipients: { type: 'entity', entityRef: [...new Set(recipients)] },
      payload: {
        title,
        description,
        severity,
        link: '/mesh/remote-clusters',
        topic: 'mesh-remote-clusters',
        scope: `mesh-remote-token:${join.id}`,
      },
    });
  } catch (error) {
    logger.warn(
      `the alarm of a token could not be sent (${
        isError(error) ? error.name : 'Error'
      }): ${title}`,
    );
  }
}
