import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  meshAuthStrategyExtensionPoint,
  meshCaProviderExtensionPoint,
  MeshClusterSupplier,
  meshClusterSupplierExtensionPoint,
  meshRequestsExtensionPoint,
} from '@meshport/backstage-plugin-mesh-node';
import { createCertificateAuthorities } from './certificate-authorities/createCertificateAuthorities';
import { CaProviders } from './certificate-authorities/providers/CaProviders';
import { localProviderFactory } from './certificate-authorities/providers/local/LocalProvider';
import {
  AuthStrategies,
  catalogClusterReader,
  LiveClusterRegistry,
} from './clusters';
import { createDiscoveryScope } from './discovery-scope/createDiscoveryScope';
import { createEgress, createGatewayContext } from './egress';
import {
  createReadRouter,
  EntityReader,
  entityViewsBy,
  FleetReader,
  ShownAnswer,
} from './entities';
import { createFindings } from './findings';
import { createFleet } from './fleet/createFleet';
import { Inventory } from './inventory';
import { createManifestsRouter } from './manifests/router';
import { observeInventory } from './metrics';
import { createMutualTls } from './mutual-tls/createMutualTls';
import {
  NamespaceOwners,
  PermissionMeshAuthorizer,
  registerPermissions,
} from './permissions';
import { createPolicies } from './policies';
import { createRequests, RequestExtensions } from './requests';
import { createReleases, readReleaseRules } from './releases';
import { createRemoteClusterJoins } from './remote-clusters/createRemoteClusterJoins';
import { createRemoteLinks } from './remote-clusters/createRemoteLinks';
import { createSidecarScope } from './sidecar-scope/createSidecarScope';
import { DeclaredDependencies } from './sidecar-scope/DeclaredDependencies';
import { Audience, Nudges } from './signals';
import { createTetrate } from './tetrate';
import {
  createMachinesReadRouter,
  createMachineProgress,
  createVirtualMachines,
} from './virtual-machines';

/**
 * The mesh backend: reads the clusters, answers for catalog entities, and
 * applies manifests.
 *
 * @public
 */
export const meshPlugin = createBackendPlugin({
  pluginId: 'mesh',
  register(env) {
    const suppliers: MeshClusterSupplier[] = [];
    env.registerExtensionPoint(meshClusterSupplierExtensionPoint, {
      addSupplier: supplier => suppliers.push(supplier),
    });
    const strategies = new AuthStrategies();
    env.registerExtensionPoint(meshAuthStrategyExtensionPoint, strategies);

    const providers = new CaProviders();
    providers.addProvider(localProviderFactory);
    env.registerExtensionPoint(meshCaProviderExtensionPoint, providers);

    const extensions = new RequestExtensions();
    env.registerExtensionPoint(meshRequestsExtensionPoint, extensions);

    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
      },
      async init({
        actionsRegistry,
        auditor,
        auth,
        catalog,
        config,
        database,
        events,
        httpAuth,
        httpRouter,
        lifecycle,
        logger,
        metrics,
        notifications,
        permissions,
        permissionsRegistry,
        scheduler,
        signals,
      }) {
        const owners = NamespaceOwners.fromConfig(config);
        const registry = await LiveClusterRegistry.start({
          config,
          suppliers,
          strategies,
          readCatalog: catalogClusterReader({ catalog, auth }),
          logger,
        });
        const releaseRules = readReleaseRules(config);
        const inventory = new Inventory({ registry, logger });
        const authorizer = new PermissionMeshAuthorizer({
          permissions,
          permissionsRegistry,
          owners,
          findNamespace: (cluster, namespace) =>
            inventory.findNamespace(cluster, namespace),
        });
        registerPermissions(permissionsRegistry, {
          cluster: name => inventory.cluster(name) && { name },
          namespace: (cluster, namespace) =>
            inventory.cluster(cluster) &&
            authorizer.namespaceResource(cluster, namespace),
        });

        const gateways = createGatewayContext({
          authorizer,
          config,
          inventory,
          registry,
        });
        const findings = await createFindings({
          releases: releaseRules.table,
          auditor,
          authorizer,
          catalog,
          config,
          database,
          httpAuth,
          inventory,
          logger,
          signals,
        });
        extensions.addFindings(findings.plans);
        const machines = await createVirtualMachines({
          auditor,
          authorizer,
          config,
          database,
          httpAuth,
          inventory,
          logger,
          registry,
        });
        extensions.addKind(machines.kind);
        const tetrate = createTetrate({
          auditor,
          authorizer,
          config,
          httpAuth,
          inventory,
          registry,
        });
        tetrate.kinds.forEach(kind => extensions.addKind(kind));
        const progress = await createMachineProgress({
          auditor,
          authorizer,
          config,
          database,
          httpAuth,
          inventory,
          logger,
          notifications,
          registry,
        });
        progress.kinds.forEach(kind => extensions.addKind(kind));
        const joins = await createRemoteClusterJoins({
          auditor,
          authorizer,
          config,
          database,
          inventory,
          logger,
          notifications,
          registry,
          scheduler,
        });
        joins.kinds.forEach(kind => extensions.addKind(kind));
        const links = createRemoteLinks({
          auditor,
          authorizer,
          catalog,
          config,
          database,
          httpAuth,
          inventory,
          records: joins.records,
          registry,
        });
        extensions.addKind(links.kind);
        const authorities = await createCertificateAuthorities({
          auditor,
          authorizer,
          catalog,
          config,
          database,
          httpAuth,
          inventory,
          logger,
          notifications,
          permissionsRegistry,
          providers,
          registry,
          scheduler,
        });
        authorities.kinds.forEach(kind => extensions.addKind(kind));
        const audience = new Audience();
        const onShown = (shown: ShownAnswer) => audience.note(shown);
        const releases = createReleases({
          auditor,
          authorizer,
          config,
          httpAuth,
          inventory,
          onShown,
          registry,
          rules: releaseRules,
        });
        extensions.addKind(releases.kind);
        const dependencies = new DeclaredDependencies({ catalog, auth });
        const scopes = {
          auditor,
          authorizer,
          config,
          dependencies,
          httpAuth,
          inventory,
          onShown,
          registry,
        };
        const mutualTls = createMutualTls(scopes);
        extensions.addKind(mutualTls.kind);
        const discovery = createDiscoveryScope(scopes);
        extensions.addKind(discovery.kind);
        const requests = await createRequests({
          actionsRegistry,
          auditor,
          auth,
          authorizer,
          catalog,
          config,
          database,
          events,
          extensions,
          gateways,
          httpAuth,
          logger,
          notifications,
          permissions,
          permissionsRegistry,
          registry,
          scheduler,
        });

        const renewing = authorities.background(requests.scheduled);
        const nudges = new Nudges({ inventory, audience, signals, logger });
        observeInventory(inventory, metrics);

        const fleet = new FleetReader({
          inventory,
          authorizer,
          failingSources: () => registry.failingSources(),
          supportTable: releaseRules.table,
        });
        httpRouter.use(
          createFleet({
            auditor,
            authorizer,
            certificates: authorities.reader,
            drift: releases.drift,
            failingSources: () => registry.failingSources(),
            findings: findings.watch,
            fleet,
            httpAuth,
            inventory,
            links: links.reader,
            logger,
            onShown: shown => {
              audience.note(shown);
              findings.onShown(shown);
            },
            requests: requests.reader,
          }).router,
        );
        httpRouter.use(
          createReadRouter({
            httpAuth,
            auditor,
            fleet,
            entities: new EntityReader({
              catalog,
              inventory,
              authorizer,
              failingSources: () => registry.failingSources(),
              onShown,
            }),
            views: entityViewsBy(releaseRules),
          }),
        );
        httpRouter.use(
          createManifestsRouter({
            registry,
            authorizer,
            httpAuth,
            config,
            logger,
            auditor,
            gate: requests.gate,
            gateways,
          }),
        );
        httpRouter.use(
          createEgress({
            auditor,
            authorizer,
            config,
            gate: requests.gate,
            httpAuth,
            inventory,
            logger,
            registry,
            watch: findings.watch,
            check: findings.check,
            gateways,
          }).router,
        );
        httpRouter.use(
          createPolicies({
            auditor,
            authorizer,
            httpAuth,
            inventory,
            onShown,
          }).router,
        );
        httpRouter.use(findings.router);
        httpRouter.use(links.router);
        httpRouter.use(mutualTls.router);
        httpRouter.use(discovery.router);
        httpRouter.use(createSidecarScope(scopes).router);
        httpRouter.use(authorities.router);
        httpRouter.use(requests.router);
        httpRouter.use(releases.router);
        httpRouter.use(tetrate.router(requests.reader));
        machines.routers(requests).forEach(router => httpRouter.use(router));
        machines.openPaths.forEach(path =>
          httpRouter.addAuthPolicy({ path, allow: 'unauthenticated' }),
        );
        httpRouter.use(
          progress.router({
            reader: requests.reader,
            onShown,
          }),
        );
        httpRouter.use(
          createMachinesReadRouter({
            auditor,
            authorizer,
            httpAuth,
            inventory,
          }),
        );

        inventory.start();
        nudges.start();
        findings.start();
        progress.start();
        lifecycle.addStartupHook(() => registry.followCatalog());
        lifecycle.addStartupHook(() => requests.start());
        lifecycle.addStartupHook(() => joins.start());
        lifecycle.addStartupHook(() => renewing.start());
        lifecycle.addShutdownHook(async () => {
          nudges.stop();
          await findings.stop();
          await progress.stop();
          await requests.stop();
          await joins.stop();
          await renewing.stop();
          await inventory.stop();
          await registry.close();
        });
      },
    });
  },
});
