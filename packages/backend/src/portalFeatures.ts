import {
  coreServices,
  createBackendFeatureLoader,
} from '@backstage/backend-plugin-api';

/**
 * What differs between the usual portal and the demo: who may sign in, what
 * they may do, and whether the frontend is served from here.
 */
export const portalFeatures = createBackendFeatureLoader({
  deps: { config: coreServices.rootConfig },
  *loader({ config }) {
    if (config.getOptionalBoolean('demo.enabled')) {
      yield import('./demo/authModule');
      yield import('./demo/permissionModule');
    } else {
      yield import('@backstage/plugin-auth-backend-module-guest-provider');
      yield import(
        '@backstage/plugin-permission-backend-module-allow-all-policy'
      );
    }
    if (!config.getOptionalBoolean('demo.headless')) {
      yield import('@backstage/plugin-app-backend');
    }
  },
});
