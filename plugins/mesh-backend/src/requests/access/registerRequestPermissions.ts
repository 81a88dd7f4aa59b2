import { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  meshRequestApprovePermission,
  meshRequestCreatePermission,
  meshRequestReadPermission,
  meshRequestRetirePermission,
} from '@meshport/backstage-plugin-mesh-common';
import { RequestStore } from '../store';
import { resourceOf } from '../requestViews';
import {
  meshRequestPermissionResourceRef,
  meshRequestRules,
} from './requestRules';

/** Registers the resource type; a request is referred to by its ID. */
export function registerRequestPermissions(
  registry: PermissionsRegistryService,
  store: Pick<RequestStore, 'list'>,
): void {
  registry.addResourceType({
    resourceRef: meshRequestPermissionResourceRef,
    permissions: [
      meshRequestCreatePermission,
      meshRequestReadPermission,
      meshRequestApprovePermission,
      meshRequestRetirePermission,
    ],
    rules: Object.values(meshRequestRules),
    getResources: async refs => {
      const { items } = await store.list({
        where: { field: 'id', in: refs },
        limit: refs.length,
        offset: 0,
      });
      return refs.map(ref => {
        const found = items.find(item => item.id === ref);
        return found && resourceOf(found);
      });
    },
  });
}
