// The parts of a portal that the cards need, with a permission policy of its
// own: developers read one namespace and no other.
import { createBackend } from '@backstage/backend-defaults';
import policyModule from './policyModule';

const backend = createBackend();

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@meshport/backstage-plugin-mesh-backend'));
backend.add(import('../../../packages/backend/src/demo/authModule'));
backend.add(policyModule);

backend.start();
