import { AuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { ReadCatalogClusters } from './CatalogPoll';

/** What is used of an entity, beside what every entity has. */
const FIELDS = [
  'apiVersion',
  'kind',
  'metadata',
  'spec.type',
  'spec.owner',
  'relations',
];

/** Asks the catalog as the plugin itself, never for a person who looks at a page. */
export function catalogClusterReader(options: {
  catalog: Pick<CatalogService, 'getEntities'>;
  auth: Pick<AuthService, 'getOwnServiceCredentials'>;
}): ReadCatalogClusters {
  const { catalog, auth } = options;
  return async () => {
    const { items } = await catalog.getEntities(
      {
        filter: { kind: 'Resource', 'spec.type': 'kubernetes-cluster' },
        fields: FIELDS,
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return items;
  };
}
