import { createBackend } from '@backstage/backend-defaults';
import { portalFeatures } from './portalFeatures';

const backend = createBackend();

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

backend.add(import('@meshport/backstage-plugin-mesh-backend'));
backend.add(import('@meshport/backstage-plugin-mesh-backend-module-aws-pca'));
backend.add(import('@meshport/backstage-plugin-mesh-backend-module-gcp-cas'));
backend.add(
  import('@meshport/backstage-plugin-scaffolder-backend-module-mesh'),
);

backend.add(portalFeatures);

backend.start();
