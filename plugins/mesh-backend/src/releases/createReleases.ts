import {
  AuditorService,
  HttpAuthService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters';
import { Inventory } from '../inventory';
import { readApplySettings } from '../manifests/settings';
import { MeshAuthorizer } from '../permissions';
import { ReleaseRules } from './ReleaseRules';
import { ReleasesReader } from './ReleasesReader';
import { RevisionTagKind } from './revisionTag/RevisionTagKind';
import { TagPlanner } from './revisionTag/TagPlanner';
import { TagsReader } from './revisionTag/TagsReader';
import { createReleasesRouter } from './router';

/** Wires releases and revision tags together. */
export function createReleases(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  config: RootConfigService;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  registry: ClusterRegistry;
  rules: ReleaseRules;
}): { kind: RequestKind; router: Router } {
  const planner = new TagPlanner(deps);
  return {
    kind: new RevisionTagKind({
      ...deps,
      settings: readApplySettings(deps.config),
      planner,
    }),
    router: createReleasesRouter({
      ...deps,
      releases: new ReleasesReader(deps),
      tags: new TagsReader({ ...deps, planner }),
    }),
  };
}
