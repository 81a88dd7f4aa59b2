import { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import { MeshApi } from '@meshport/backstage-plugin-mesh-common';
import { meshApiRef } from '../api';
import { templateRouteRef } from '../routes';
import { ratings } from './answers';

/** Shows a card of an entity, answered by the given part of the mesh backend. */
export function renderCard(
  card: JSX.Element,
  api: Partial<MeshApi>,
  options: { entity?: Entity; catalog?: Entity[]; signals?: SignalApi } = {},
) {
  return renderInTestApp(
    <EntityProvider entity={options.entity ?? ratings}>{card}</EntityProvider>,
    {
      apis: [
        [meshApiRef, api as MeshApi],
        [catalogApiRef, catalogApiMock({ entities: options.catalog ?? [] })],
        // Undefined stands for an app without signals.
        [signalApiRef, options.signals as SignalApi],
      ],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/create/templates/:namespace/:templateName': templateRouteRef,
      },
    },
  );
}
