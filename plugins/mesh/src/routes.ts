import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

/** All that concerns the mesh as a whole. */
export const meshRouteRef = createRouteRef();

/** The list of requests. */
export const requestsRouteRef = createRouteRef();

/** One request. */
export const requestRouteRef = createSubRouteRef({
  parent: requestsRouteRef,
  path: '/:id',
});

/** What is wrong in the clusters. */
export const findingsRouteRef = createRouteRef();

/** The form of a software template; absent in a portal without the scaffolder. */
export const templateRouteRef = createExternalRouteRef({
  defaultTarget: 'scaffolder.selectedTemplate',
  params: ['namespace', 'templateName'],
});
