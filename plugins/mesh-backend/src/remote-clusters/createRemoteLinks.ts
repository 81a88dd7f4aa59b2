import {
  AuditorService,
  DatabaseService,
  HttpAuthService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { DEFAULT_CURL_IMAGE } from '@meshport/istio';
import { Router } from 'express';
import { ClusterRegistry } from '../clusters/types';
import { readEgressSettings } from '../egress/egressSettings';
import { ClusterInventory, Inventory } from '../inventory';
import { readApplySettings } from '../manifests/settings';
import { MeshAuthorizer } from '../permissions';
import { JoinRecords } from './common/JoinRecords';
import { readRemoteSettings } from './common/remoteSettings';
import { ChoicesReader } from './links/ChoicesReader';
import { LinksReader } from './links/LinksReader';
import { machinesTold } from './links/machinesTold';
import { LinkWatch } from './links/LinkWatch';
import { Preflights } from './preflight/Preflights';
import { PreflightSubjects } from './preflight/PreflightSubjects';
import { Probes } from './preflight/Probes';
import { createRemoteClustersRouter } from './router';
import { InjectionLabelsKind } from './setup/InjectionLabelsKind';
import { InjectionPlans } from './setup/InjectionPlans';
import { InjectionPreviews } from './setup/InjectionPreviews';
import { Setups } from './setup/Setups';

/** Wires together what reads remote clusters and drafts their set-up. */
export function createRemoteLinks(deps: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  catalog: CatalogService;
  config: RootConfigService;
  database: DatabaseService;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  registry: ClusterRegistry;
  /** The joins that the portal made. */
  records?: JoinRecords;
}): {
  router: Router;
  kind: RequestKind;
  reader: LinksReader;
} {
  const { authorizer, config, inventory, registry } = deps;
  const remotes = new Map(
    readRemoteSettings(config).map(one => [one.name, one]),
  );
  const settings = readApplySettings(config);
  const egress = readEgressSettings(config);
  const watch = new LinkWatch({ registry, isNamed: name => remotes.has(name) });
  const notNamed = ({ details }: ClusterInventory) =>
    remotes.has(details.name)
      ? undefined
      : 'Only clusters of mesh.clusters are joined or probed; an administrator has to name it there.';
  const joinable = (cluster: ClusterInventory) =>
    notNamed(cluster) ??
    (cluster.details.readOnly
      ? 'Writes are switched off for it (mesh.clusters[].readOnly).'
      : undefined);
  const preflights = new Preflights({
    inventory,
    registry,
    authorizer,
    subjects: new PreflightSubjects({
      inventory,
      ranges: egress,
      ownerOf: (cluster, namespace) =>
        authorizer.namespaceResource(cluster, namespace).owners[0],
    }),
    probes: new Probes({
      registry,
      authorizer,
      settings,
      image: egress.common.curlImage ?? DEFAULT_CURL_IMAGE,
    }),
    leftOut: notNamed,
  });
  const links = new LinksReader({
    ...deps,
    watch,
    settings: remotes,
    machines: async () => machinesTold(await deps.database.getClient()),
    joinable,
    preflight: async (pair, credentials, known) =>
      pair.every(name => remotes.has(name))
        ? preflights.pair(pair, credentials, known)
        : undefined,
  });
  return {
    reader: links,
    kind: new InjectionLabelsKind({ inventory, registry, settings }),
    router: createRemoteClustersRouter({
      ...deps,
      links,
      preflights,
      choices: new ChoicesReader({ inventory, authorizer, links, joinable }),
      setups: new Setups({ inventory, authorizer }),
      injectionPlans: new InjectionPlans({ inventory, authorizer }),
      injectionPreviews: new InjectionPreviews({
        inventory,
        registry,
        authorizer,
        settings,
      }),
    }),
  };
}
