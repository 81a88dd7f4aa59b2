import { ReactElement } from 'react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import {
  MeshApi,
  MeshRemoteClustersApi,
  MeshRequestsApi,
} from '@meshport/backstage-plugin-mesh-common';
import {
  meshApiRef,
  meshRemoteClustersApiRef,
  meshRequestsApiRef,
} from '../api';
import {
  remoteClustersRouteRef,
  requestsRouteRef,
  templateRouteRef,
} from '../routes';

/** Shows something that asks the backend about remote clusters. */
export function renderRemote(
  element: ReactElement,
  remote: Partial<MeshRemoteClustersApi>,
  options: { requests?: Partial<MeshRequestsApi>; path?: string } = {},
) {
  return renderInTestApp(element, {
    initialRouteEntries: [options.path ?? '/'],
    apis: [
      [meshApiRef, {} as MeshApi],
      [meshRemoteClustersApiRef, remote as MeshRemoteClustersApi],
      [meshRequestsApiRef, (options.requests ?? {}) as MeshRequestsApi],
      [catalogApiRef, catalogApiMock({ entities: [] })],
      // Undefined stands for an app without signals.
      [signalApiRef, undefined as unknown as SignalApi],
    ],
    mountedRoutes: {
      '/create/templates/:namespace/:templateName': templateRouteRef,
      '/mesh/remote-clusters': remoteClustersRouteRef,
      '/mesh/requests': requestsRouteRef,
    },
  });
}
