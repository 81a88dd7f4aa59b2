import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import { Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { DeclaredDependencies } from './DeclaredDependencies';
import { createSidecarScopeRouter } from './router';
import { SidecarScopeReader } from './SidecarScopeReader';

/** Wires together what suggests Sidecars. */
export function createSidecarScope(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  dependencies: DeclaredDependencies;
  httpAuth: HttpAuthService;
  inventory: Inventory;
}): { router: Router } {
  return {
    router: createSidecarScopeRouter({
      ...deps,
      reader: new SidecarScopeReader(deps),
    }),
  };
}
