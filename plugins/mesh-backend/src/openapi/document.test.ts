import { mockServices } from '@backstage/backend-test-utils';
import { createCertificatesRouter } from '../certificate-authorities/views/router';
import { createEgressRouter } from '../egress/router';
import { createReadRouter, entityViews } from '../entities';
import { createFindingsRouter } from '../findings/router';
import { createPoliciesRouter } from '../policies/router';
import { createFleetRouter } from '../fleet/router';
import { createManifestsRouter } from '../manifests/router';
import { createReleasesRouter } from '../releases/router';
import { createRemoteClustersRouter } from '../remote-clusters/router';
import { RequestService } from '../requests/RequestService';
import { createRequestsRouter } from '../requests/routes/router';
import { createCodesRouter } from '../virtual-machines/enrolment/codesRouter';
import { createEnrolRouter } from '../virtual-machines/enrolment/enrolRouter';
import { createProgressRouter } from '../virtual-machines/progress/progressRouter';
import { createVirtualMachinesRouter } from '../virtual-machines/router';
import { createTetrateRouter } from '../tetrate/router';
import { createDiscoveryRouter } from '../discovery-scope/router';
import { createMutualTlsRouter } from '../mutual-tls/router';
import { createSidecarScopeRouter } from '../sidecar-scope/router';
import { createMachinesReadRouter } from '../virtual-machines/readRouter';
import { openApiDocument } from './document';

/** Method and path of each route, in the way of OpenAPI. */
function routesOf(router: any): string[] {
  return router.stack
    .filter((layer: any) => layer.route)
    .flatMap(({ route }: any) =>
      Object.keys(route.methods).map(
        method => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`,
      ),
    );
}

describe('openApiDocument', () => {
  const services = {
    httpAuth: mockServices.httpAuth(),
    auditor: mockServices.auditor.mock(),
  };

  it('describes every route, and no other', () => {
    const routes = [
      ...routesOf(
        createReadRouter({
          ...services,
          fleet: {} as any,
          entities: {} as any,
          views: entityViews,
        }),
      ),
      ...routesOf(
        createManifestsRouter({
          ...services,
          registry: {} as any,
          authorizer: {} as any,
          config: mockServices.rootConfig(),
          logger: mockServices.logger.mock(),
          gate: {} as any,
          gateways: {} as any,
        }),
      ),
      ...routesOf(
        createEgressRouter({
          ...services,
          logger: mockServices.logger.mock(),
          reader: {} as any,
          removal: {} as any,
          previews: {} as any,
          choices: {} as any,
          tests: {} as any,
        }),
      ),
      ...routesOf(
        createFindingsRouter({
          ...services,
          reader: {} as any,
          check: {} as any,
          upgrade: {} as any,
        }),
      ),
      ...routesOf(
        createPoliciesRouter({
          ...services,
          questions: {} as any,
          objects: {} as any,
        }),
      ),
      ...routesOf(createFleetRouter({ ...services, reader: {} as any })),
      ...routesOf(
        createReleasesRouter({
          ...services,
          releases: {} as any,
          tags: {} as any,
        }),
      ),
      ...routesOf(
        createCertificatesRouter({
          ...services,
          reader: {} as any,
          choices: {} as any,
          getmesh: {} as any,
          rootChanges: {} as any,
        }),
      ),
      ...routesOf(
        createRemoteClustersRouter({
          ...services,
          links: {} as any,
          choices: {} as any,
          preflights: {} as any,
          setups: {} as any,
          injectionPlans: {} as any,
          injectionPreviews: {} as any,
        }),
      ),
      ...routesOf(
        createRequestsRouter({
          ...services,
          service: new RequestService({} as any),
          preview: {} as any,
          reader: {} as any,
        }),
      ),
      ...routesOf(
        createTetrateRouter({
          ...services,
          reader: {} as any,
          requests: {} as any,
          pins: [],
        }),
      ),
      ...routesOf(
        createMachinesReadRouter({
          ...services,
          authorizer: {} as any,
          inventory: {} as any,
        }),
      ),
      ...routesOf(createMutualTlsRouter({ ...services, reader: {} as any })),
      ...routesOf(createDiscoveryRouter({ ...services, reader: {} as any })),
      ...routesOf(createSidecarScopeRouter({ ...services, reader: {} as any })),
      ...routesOf(createProgressRouter({ ...services, reader: {} as any })),
      ...routesOf(
        createVirtualMachinesRouter({ ...services, bundles: {} as any }),
      ),
      ...routesOf(
        createCodesRouter({
          ...services,
          codes: {} as any,
          records: {} as any,
        }),
      ),
      ...routesOf(
        createEnrolRouter({
          ...services,
          logger: mockServices.logger.mock(),
          redeems: {} as any,
          script: Buffer.from(''),
        }),
      ),
    ];
    const described = Object.entries(openApiDocument.paths).flatMap(
      ([path, operations]) =>
        Object.keys(operations).map(method => `${method} ${path}`),
    );
    expect(described.sort()).toEqual(routes.sort());
  });

  it('refers only to schemas that it has', () => {
    const references = [
      ...JSON.stringify(openApiDocument).matchAll(/"\$ref":"([^"]+)"/g),
    ].map(([, reference]) => reference.replace('#/components/schemas/', ''));
    const known = Object.keys(openApiDocument.components.schemas);
    expect(references.length).toBeGreaterThan(30);
    expect(references.filter(name => !known.includes(name))).toEqual([]);
  });
});
