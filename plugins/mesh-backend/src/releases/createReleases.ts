import {
  AuditorService,
  HttpAuthService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters';
import { ClusterInventory, Inventory } from '../inventory';
import { readApplySettings } from '../manifests/settings';
import { MeshAuthorizer } from '../permissions';
import { ShownAnswer } from '../entities';
import { Reader } from '../entities/controlPlanesReport';
import { clusterDrift } from './flavours/clusterDrift';
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
  /** Called for every answer to a user. */
  onShown: (shown: ShownAnswer) => void;
}): {
  kind: RequestKind;
  router: Router;
  /** Sentences on what runs another distribution than is required, for one reader. */
  drift: (cluster: ClusterInventory, reader: Reader) => string[];
} {
  const planner = new TagPlanner(deps);
  return {
    drift: (cluster, reader) =>
      clusterDrift(cluster, deps.inventory, deps.rules.flavours, reader)
        .filter(({ state }) => state === 'drifted')
        .map(({ sentence }) => sentence),
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
