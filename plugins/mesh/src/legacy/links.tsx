import { ReactNode, useMemo } from 'react';
import { generatePath } from 'react-router-dom';
import {
  AnyRouteRefParams,
  ApiHolder,
  ExternalRouteRef,
  RouteFunc,
  RouteRef,
  RouteResolutionApi,
  routeResolutionApiRef,
  SubRouteRef,
  useApiHolder,
} from '@backstage/frontend-plugin-api';
import {
  createVersionedContext,
  createVersionedValueMap,
} from '@backstage/version-bridge';
import { meshPages } from '../meshPages';
import {
  certificatesRouteRef,
  clusterCertificatesRouteRef,
  egressGatewayRouteRef,
  egressGatewaysRouteRef,
  meshRouteRef,
  remoteClusterRouteRef,
  remoteClustersRouteRef,
  requestRouteRef,
  requestsRouteRef,
  templateRouteRef,
} from '../routes';

/** Addresses in an app of the old frontend system. */
export interface MeshLinks {
  /** Of the page of the fleet; absent in an app without it. */
  root?: string;
  /** Of the form of a template; absent in an app without the scaffolder. */
  template?: (params: { namespace: string; templateName: string }) => string;
}

/** Pages below one of `meshPages`. */
const BELOW: readonly { ref: SubRouteRef<any>; parent: RouteRef }[] = [
  { ref: requestRouteRef, parent: requestsRouteRef },
  { ref: egressGatewayRouteRef, parent: egressGatewaysRouteRef },
  { ref: remoteClusterRouteRef, parent: remoteClustersRouteRef },
  { ref: clusterCertificatesRouteRef, parent: certificatesRouteRef },
];

/** Finds addresses for the shared components, which ask in the way of the new system. */
export class LegacyRoutes implements RouteResolutionApi {
  constructor(private readonly links: MeshLinks) {}

  resolve<TParams extends AnyRouteRefParams>(
    ref: RouteRef<TParams> | SubRouteRef<TParams> | ExternalRouteRef<TParams>,
  ): RouteFunc<TParams> | undefined {
    return this.#find(ref as unknown) as RouteFunc<TParams> | undefined;
  }

  #find(ref: unknown): unknown {
    const { root, template } = this.links;
    if (ref === templateRouteRef) {
      return template;
    }
    if (root === undefined) {
      return undefined;
    }
    if (ref === meshRouteRef) {
      return () => root;
    }
    const below = BELOW.find(one => one.ref === ref);
    const page = meshPages.find(
      ({ routeRef }) => routeRef === (below?.parent ?? ref),
    );
    if (!page) {
      return undefined;
    }
    const path = `${root.replace(/\/$/, '')}/${page.path}`;
    return below
      ? (params: Record<string, string>) =>
          `${path}${generatePath(below.ref.path, params)}`
      : () => path;
  }
}

const ApiContext = createVersionedContext<{ 1: ApiHolder }>('api-context');

/** Gives the shared components their links; everything else comes from the app. */
export function LegacyFrame(props: { links: MeshLinks; children: ReactNode }) {
  const { links, children } = props;
  const app = useApiHolder();
  const apis = useMemo(() => {
    const routes = new LegacyRoutes(links);
    const holder: ApiHolder = {
      get: ref =>
        ref.id === routeResolutionApiRef.id ? (routes as any) : app.get(ref),
    };
    return createVersionedValueMap({ 1: holder });
  }, [app, links]);
  return <ApiContext.Provider value={apis}>{children}</ApiContext.Provider>;
}
