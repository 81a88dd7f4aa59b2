import { createExternalRouteRef } from '@backstage/frontend-plugin-api';

/** The form of a software template; absent in a portal without the scaffolder. */
export const templateRouteRef = createExternalRouteRef({
  defaultTarget: 'scaffolder.selectedTemplate',
  params: ['namespace', 'templateName'],
});
