import {
  AuditorService,
  DatabaseService,
  HttpAuthService,
  LoggerService,
  PermissionsRegistryService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters/types';
import { Inventory } from '../inventory';
import { MeshAuthorizer, registerAuthorityPermissions } from '../permissions';
import { requestDatabase } from '../requests/store';
import { CertificateAuthorities } from './CertificateAuthorities';
import { IssuanceStore } from './issuance/IssuanceStore';
import { CaProviders } from './providers/CaProviders';
import { createCertificateViews } from './views/createCertificateViews';
import { RootChanges } from './views/sources';

const noRootChange = async (requestId: string): Promise<never> => {
  throw new NotFoundError(`There is no change of a root ${requestId}`);
};
/** Until there are guided changes, none is under way. */
const NO_ROOT_CHANGES: RootChanges = {
  underWay: async () => [],
  progress: noRootChange,
  pause: noRootChange,
  resume: noRootChange,
  rollBack: noRootChange,
};

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
  permissionsRegistry: PermissionsRegistryService;
  providers: CaProviders;
  registry: ClusterRegistry;
}): Promise<{ kinds: RequestKind[]; router: Router }> {
  const issuances = new IssuanceStore(await requestDatabase(deps.database));
  const authorities = new CertificateAuthorities(deps);
  registerAuthorityPermissions(deps.permissionsRegistry, (name, cluster) => {
    const found = authorities.find(name)?.settings;
    return found?.clusters.includes(cluster)
      ? { name, provider: found.provider, cluster }
      : undefined;
  });
  const views = createCertificateViews({
    ...deps,
    settings: authorities.settings(),
    describe: (name, options) => authorities.describe(name, options),
    issuances,
    rootChanges: NO_ROOT_CHANGES,
  });
  return { kinds: [], router: views.router };
}
