import {
  AuditorService,
  DatabaseService,
  HttpAuthService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters/types';
import { ShownAnswer } from '../entities';
import { Inventory } from '../inventory';
import { readApplySettings } from '../manifests/settings';
import { MeshAuthorizer } from '../permissions';
import { ClusterPlanDelivery } from '../requests/ClusterPlanDelivery';
import { RequestReader } from '../requests/RequestReader';
import { readRequestSettings } from '../requests/settings';
import { KnexRequestStore, requestDatabase } from '../requests/store';
import { VmCutOffKind } from './cutOff/VmCutOffKind';
import { readEnrolmentSettings } from './enrolment/enrolmentSettings';
import { EnrolmentStore } from './enrolment/EnrolmentStore';
import { readCertificateMs } from './progress/certificateLife';
import { GroupStore } from './progress/GroupStore';
import { HandoutStore } from './progress/HandoutStore';
import { MachineMemory } from './progress/MachineMemory';
import { MachineStore } from './progress/MachineStore';
import { MachineWatch } from './progress/MachineWatch';
import { PlaneLook } from './progress/PlaneLook';
import { ProgressReader } from './progress/ProgressReader';
import { createProgressRouter } from './progress/progressRouter';
import { ProgressSources } from './progress/ProgressSources';
import { uninstallLineOf } from './retire/uninstallLineOf';
import { AlarmSender } from './retire/AlarmSender';
import { AlarmStore } from './retire/AlarmStore';
import { MachineAlarms } from './retire/MachineAlarms';
import { VmTrafficShiftKind } from './shift/VmTrafficShiftKind';

/** Wires what comes after machines have joined: how they are, shifts, cut-offs and alarms. */
export async function createMachineProgress(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  database: DatabaseService;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  logger: LoggerService;
  notifications: NotificationService;
  registry: ClusterRegistry;
}): Promise<{
  kinds: RequestKind[];
  router(options: {
    reader: RequestReader;
    onShown: (shown: ShownAnswer) => void;
  }): Router;
  start(): void;
  stop(): Promise<void>;
}> {
  const { config, inventory, logger, registry } = deps;
  const settings = readApplySettings(config);
  const enrolment = readEnrolmentSettings(config);
  const { notify } = readRequestSettings(config);
  const database = await requestDatabase(deps.database);
  const requests = new KnexRequestStore(database);
  const groups = new GroupStore(database);
  const handouts = new HandoutStore(database);
  const machines = new MachineStore(database);
  const alarms = new AlarmStore(database);
  const planes = new PlaneLook({ registry });
  const watch = new MachineWatch({
    inventory,
    groups,
    machines,
    memory: new MachineMemory({ machines, planes }),
    alarms: new MachineAlarms({ alarms, groups, handouts, machines, logger }),
    sender: new AlarmSender({
      alarms,
      requests,
      notifications: notify ? deps.notifications : undefined,
      logger,
    }),
    logger,
  });
  return {
    kinds: [
      new VmCutOffKind({ registry, settings, inventory }),
      new VmTrafficShiftKind({
        registry,
        settings,
        delivery: new ClusterPlanDelivery({ registry, settings }),
      }),
    ],
    router: ({ reader, onShown }) =>
      createProgressRouter({
        ...deps,
        reader: new ProgressReader({
          ...deps,
          reader,
          onShown,
          sources: new ProgressSources({
            ...deps,
            reader,
            requests,
            codes: new EnrolmentStore(database),
            groups,
            handouts,
            machines,
            alarms,
            planes,
          }),
          settings: {
            certificateMs: readCertificateMs(config),
            uninstallLineOf: request => uninstallLineOf(enrolment, request),
          },
        }),
      }),
    start: () => watch.start(),
    stop: () => watch.stop(),
  };
}
