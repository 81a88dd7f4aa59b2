import { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import {
  MeshApi,
  MeshPoliciesApi,
  MeshRequestsApi,
} from '@meshport/backstage-plugin-mesh-common';
import { meshApiRef, meshPoliciesApiRef, meshRequestsApiRef } from '../api';
import { requestsRouteRef, templateRouteRef } from '../routes';
import { ratings } from './answers';

const noRequests: Partial<MeshRequestsApi> = {
  list: async () => ({ items: [], total: 0, limit: 20, offset: 0 }),
};

/** Shows a card of an entity, answered by the given part of the mesh backend. */
export function renderCard(
  card: JSX.Element,
  api: Partial<MeshApi>,
  options: {
    entity?: Entity;
    catalog?: Entity[];
    signals?: SignalApi;
    requests?: Partial<MeshRequestsApi>;
    policies?: Partial<MeshPoliciesApi>;
  } = {},
) {
  return renderInTestApp(
    <EntityProvider entity={options.entity ?? ratings}>{card}</EntityProvider>,
    {
      apis: [
        [meshApiRef, api as MeshApi],
        [
          meshRequestsApiRef,
          (options.requests ?? noRequests) as MeshRequestsApi,
        ],
        [meshPoliciesApiRef, (options.policies ?? {}) as MeshPoliciesApi],
        [catalogApiRef, catalogApiMock({ entities: options.catalog ?? [] })],
        // Undefined stands for an app without signals.
        [signalApiRef, options.signals as SignalApi],
      ],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/mesh/requests': requestsRouteRef,
        '/create/templates/:namespace/:templateName': templateRouteRef,
      },
    },
  );
}
