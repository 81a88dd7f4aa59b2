import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { CaDescription } from '@meshport/backstage-plugin-mesh-node';
import { Router } from 'express';
import { RecentReadings } from '../../clusters/RecentReadings';
import { ClusterRegistry } from '../../clusters/types';
import { Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { AuthoritySettings } from '../config/authoritySettings';
import { GetmeshImport } from '../import/GetmeshImport';
import { Issuance } from '../issuance/Issuance';
import { IssuanceStore } from '../issuance/IssuanceStore';
import { AuthorityDescriptions } from './AuthorityDescriptions';
import { AuthorityViews } from './AuthorityViews';
import { readCacertsOf } from './CacertsReading';
import { CertificateChoices } from './CertificateChoices';
import { CertificatesReader } from './CertificatesReader';
import { EntityClusters } from './EntityClusters';
import { createCertificatesRouter } from './router';
import { RootChanges } from './sources';

/** Wires together what shows certificate authorities. */
export function createCertificateViews(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  registry: ClusterRegistry;
  settings: readonly AuthoritySettings[];
  describe: (
    name: string,
    options: { signal: AbortSignal },
  ) => Promise<CaDescription>;
  issuances: Pick<IssuanceStore, 'list'>;
  whyNotRevocable: (issuance: Issuance) => string | undefined;
  rootChanges: RootChanges;
}): { router: Router; reader: CertificatesReader } {
  const { authorizer, inventory, settings, describe } = deps;
  const authorities = new AuthorityViews({
    settings,
    authorizer,
    descriptions: new AuthorityDescriptions({ describe }),
  });
  const reader = new CertificatesReader({
    ...deps,
    authorities,
    entities: new EntityClusters(deps.catalog),
    readings: new RecentReadings(readCacertsOf),
  });
  return {
    reader,
    router: createCertificatesRouter({
      ...deps,
      reader,
      getmesh: new GetmeshImport(deps),
      choices: new CertificateChoices({
        inventory,
        authorizer,
        authorities,
        reader,
      }),
    }),
  };
}
