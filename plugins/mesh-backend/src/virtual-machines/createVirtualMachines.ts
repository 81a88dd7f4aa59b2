import { readFile } from 'fs/promises';
import {
  AuditorService,
  DatabaseService,
  HttpAuthService,
  LoggerService,
  resolvePackagePath,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters/types';
import { Inventory } from '../inventory';
import { readApplySettings } from '../manifests/settings';
import { MeshAuthorizer } from '../permissions';
import { RequestReader } from '../requests/RequestReader';
import { RequestRecords } from '../requests/RequestRecords';
import { requestDatabase } from '../requests/store';
import { BundleMaker } from './BundleMaker';
import { BundleService } from './BundleService';
import { createCodesRouter } from './enrolment/codesRouter';
import { CodeService } from './enrolment/CodeService';
import { readEnrolmentSettings } from './enrolment/enrolmentSettings';
import { EnrolmentStore } from './enrolment/EnrolmentStore';
import { createEnrolRouter, OPEN_PATHS } from './enrolment/enrolRouter';
import { RedeemService } from './enrolment/RedeemService';
import { RedeemTries } from './enrolment/RedeemTries';
import { JoinFactsStore } from './JoinFacts';
import { MachinePermissions } from './MachinePermissions';
import { GroupStore } from './progress/GroupStore';
import { HandoutStore } from './progress/HandoutStore';
import { createVirtualMachinesRouter } from './router';
import { VmOnboardingKind } from './VmOnboardingKind';

/** Wires the onboarding of virtual machines together. */
export async function createVirtualMachines(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  database: DatabaseService;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  logger: LoggerService;
  registry: ClusterRegistry;
}): Promise<{
  kind: RequestKind;
  /** The requests that bundles and codes belong to come in here. */
  routers(of: { reader: RequestReader; records: RequestRecords }): Router[];
  /** The only paths that take no login. */
  openPaths: string[];
}> {
  const now = () => Date.now();
  const settings = readApplySettings(deps.config);
  const enrolment = readEnrolmentSettings(deps.config);
  const database = await requestDatabase(deps.database);
  const facts = new JoinFactsStore(database);
  const groups = new GroupStore(database);
  const store = new EnrolmentStore(database);
  const tries = new RedeemTries(database);
  const handouts = new HandoutStore(database);
  const permissions = new MachinePermissions(deps.authorizer);
  const script = await readFile(
    resolvePackagePath(
      '@meshport/backstage-plugin-mesh-backend',
      'assets',
      'enrol.sh',
    ),
  );
  return {
    kind: new VmOnboardingKind({ ...deps, settings, facts, groups }),
    openPaths: OPEN_PATHS,
    routers: ({ reader, records }) => {
      const maker = new BundleMaker({
        ...deps,
        records,
        settings,
        facts,
        handouts,
      });
      const shared = { ...deps, reader, records, permissions, store, now };
      const codes = new CodeService({ ...shared, facts, settings: enrolment });
      const redeems = new RedeemService({
        ...shared,
        tries,
        maker,
        settings: enrolment,
      });
      return [
        createVirtualMachinesRouter({
          ...deps,
          bundles: new BundleService({ ...shared, maker }),
        }),
        createCodesRouter({ ...deps, codes, records }),
        createEnrolRouter({ ...deps, redeems, script }),
      ];
    },
  };
}
