import { ReactElement } from 'react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import {
  MeshApi,
  MeshCertificatesApi,
  MeshRequestsApi,
} from '@meshport/backstage-plugin-mesh-common';
import { meshApiRef, meshCertificatesApiRef, meshRequestsApiRef } from '../api';
import {
  certificatesRouteRef,
  requestsRouteRef,
  templateRouteRef,
} from '../routes';

const TEMPLATE = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'mesh-ca', namespace: 'default' },
};

/** Shows something that asks the backend about certificate authorities. */
export function renderCertificates(
  element: ReactElement,
  certificates: Partial<MeshCertificatesApi>,
  options: { requests?: Partial<MeshRequestsApi>; path?: string } = {},
) {
  return renderInTestApp(element, {
    initialRouteEntries: [options.path ?? '/'],
    apis: [
      [meshApiRef, {} as MeshApi],
      [meshCertificatesApiRef, certificates as MeshCertificatesApi],
      [meshRequestsApiRef, (options.requests ?? {}) as MeshRequestsApi],
      [catalogApiRef, catalogApiMock({ entities: [TEMPLATE] })],
      // Undefined stands for an app without signals.
      [signalApiRef, undefined as unknown as SignalApi],
    ],
    mountedRoutes: {
      '/catalog/:namespace/:kind/:name': entityRouteRef,
      '/create/templates/:namespace/:templateName': templateRouteRef,
      '/mesh/certificates': certificatesRouteRef,
      '/mesh/requests': requestsRouteRef,
    },
  });
}
