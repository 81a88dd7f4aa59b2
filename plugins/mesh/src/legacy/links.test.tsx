import * as apis from '../api';
import { meshPages } from '../meshPages';
import {
  clusterCertificatesRouteRef,
  egressGatewayRouteRef,
  meshRouteRef,
  remoteClusterRouteRef,
  requestRouteRef,
  templateRouteRef,
} from '../routes';
import { meshApis } from './apis';
import { LegacyRoutes } from './links';

describe('addresses in an app of the old frontend system', () => {
  const routes = new LegacyRoutes({ root: '/mesh/' });

  it('leads to every page of the fleet', () => {
    expect(
      meshPages.map(({ routeRef }) => routes.resolve(routeRef)?.()),
    ).toEqual(meshPages.map(({ path }) => `/mesh/${path}`));
    expect(routes.resolve(meshRouteRef)?.()).toBe('/mesh/');
  });

  it('leads to pages below these', () => {
    expect([
      routes.resolve(requestRouteRef)?.({ id: 'r1' }),
      routes.resolve(egressGatewayRouteRef)?.({
        cluster: 'east',
        namespace: 'shop',
        name: 'out',
      }),
      routes.resolve(remoteClusterRouteRef)?.({
        primary: 'east',
        remote: 'west',
      }),
      routes.resolve(clusterCertificatesRouteRef)?.({ cluster: 'east' }),
    ]).toEqual([
      '/mesh/requests/r1',
      '/mesh/egress-gateways/east/shop/out',
      '/mesh/remote-clusters/east/west',
      '/mesh/certificates/east',
    ]);
  });

  it('leads nowhere in an app without the page', () => {
    const none = new LegacyRoutes({});
    expect(none.resolve(requestRouteRef)).toBeUndefined();
    expect(none.resolve(templateRouteRef)).toBeUndefined();
  });

  it('leads to the forms of templates', () => {
    expect(
      new LegacyRoutes({
        template: ({ templateName }) => `/create/${templateName}`,
      }).resolve(templateRouteRef)?.({
        namespace: 'default',
        templateName: 'vm',
      }),
    ).toBe('/create/vm');
  });
});

it('gives shared components every part of the mesh backend', () => {
  expect(meshApis.map(({ api }) => api.id).sort()).toEqual(
    Object.values(apis)
      .map(({ id }) => id)
      .sort(),
  );
});
