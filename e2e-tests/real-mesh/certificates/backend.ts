// The parts of a portal that certificate authorities need, with a permission
// policy of its own: who asks for one and who approves it are two people.
import { createBackend } from '@backstage/backend-defaults';
import policyModule from './policyModule';

const backend = createBackend();

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@meshport/backstage-plugin-mesh-backend'));
backend.add(import('@meshport/backstage-plugin-mesh-backend-module-aws-pca'));
backend.add(import('@meshport/backstage-plugin-mesh-backend-module-gcp-cas'));
backend.add(import('../../../packages/backend/src/demo/authModule'));
backend.add(policyModule);

backend.start();
