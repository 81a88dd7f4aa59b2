import { ReactElement } from 'react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import {
  MeshApi,
  MeshEgressApi,
  MeshMachinesApi,
  MeshRequestsApi,
} from '@meshport/backstage-plugin-mesh-common';
import { Route, Routes, useLocation } from 'react-router-dom';
import {
  meshApiRef,
  meshEgressApiRef,
  meshMachinesApiRef,
  meshRequestsApiRef,
} from '../api';
import { EgressPages } from '../components/egress/EgressPages';
import {
  egressGatewaysRouteRef,
  machinesRouteRef,
  requestsRouteRef,
  templateRouteRef,
} from '../routes';

const TEMPLATES = ['egress-gateway', 'egress-upstream', 'vm-onboarding'].map(
  name => ({
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: { name, namespace: 'default' },
  }),
);

/** What part of the backend answers. */
export interface EgressBackend {
  egress?: Partial<MeshEgressApi>;
  requests?: Partial<MeshRequestsApi>;
  machines?: Partial<MeshMachinesApi>;
  signals?: SignalApi;
}

function Address() {
  const { pathname, search } = useLocation();
  return <output data-testid="address">{`${pathname}${search}`}</output>;
}

/** Shows something that asks the backend about egress gateways. */
export function renderWithEgress(
  element: ReactElement,
  backend: EgressBackend,
  path = '/',
) {
  return renderInTestApp(
    <>
      <Address />
      {element}
    </>,
    {
      initialRouteEntries: [path],
      apis: [
        [meshApiRef, {} as MeshApi],
        [meshEgressApiRef, (backend.egress ?? {}) as MeshEgressApi],
        [meshRequestsApiRef, (backend.requests ?? {}) as MeshRequestsApi],
        [meshMachinesApiRef, (backend.machines ?? {}) as MeshMachinesApi],
        [catalogApiRef, catalogApiMock({ entities: TEMPLATES })],
        // Undefined stands for an app without signals.
        [signalApiRef, backend.signals as SignalApi],
      ],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/create/templates/:namespace/:templateName': templateRouteRef,
        '/mesh/egress-gateways': egressGatewaysRouteRef,
        '/mesh/requests': requestsRouteRef,
        '/mesh/virtual-machines': machinesRouteRef,
      },
    },
  );
}

/** Shows the pages of egress gateways at an address. */
export function renderEgress(path: string, backend: EgressBackend) {
  return renderWithEgress(
    <Routes>
      <Route path="/mesh/egress-gateways/*" element={<EgressPages />} />
      <Route path="*" element={null} />
    </Routes>,
    backend,
    path,
  );
}
