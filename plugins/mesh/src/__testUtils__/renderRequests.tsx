import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  MeshApi,
  MeshMachinesApi,
  MeshRequestsApi,
} from '@meshport/backstage-plugin-mesh-common';
import { Route, Routes } from 'react-router-dom';
import { meshApiRef, meshMachinesApiRef, meshRequestsApiRef } from '../api';
import { RequestsPages } from '../components/requests/RequestsPages';
import { requestsRouteRef } from '../routes';

/** Shows the pages of requests at an address, answered by part of the backend. */
export function renderRequests(
  path: string,
  api: Partial<MeshRequestsApi>,
  machines: Partial<MeshMachinesApi> = {},
) {
  return renderInTestApp(
    <Routes>
      <Route path="/mesh/requests/*" element={<RequestsPages />} />
    </Routes>,
    {
      initialRouteEntries: [path],
      apis: [
        [meshApiRef, {} as MeshApi],
        [meshRequestsApiRef, api as MeshRequestsApi],
        [meshMachinesApiRef, machines as MeshMachinesApi],
        [catalogApiRef, catalogApiMock({ entities: [] })],
      ],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/mesh/requests': requestsRouteRef,
      },
    },
  );
}
