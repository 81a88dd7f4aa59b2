import { useMemo } from 'react';
import {
  createExternalRouteRef,
  createRouteRef,
  useRouteRef,
} from '@backstage/core-plugin-api';
import { MeshLinks } from './links';

/** The page of the fleet. */
export const rootRouteRef = createRouteRef({ id: 'mesh' });

/** The tab of an entity. */
export const entityContentRouteRef = createRouteRef({ id: 'mesh-entity' });

/** The page of the fleet as cards see it, which an app may be without. */
export const fleetExternalRouteRef = createExternalRouteRef({
  id: 'mesh-fleet',
  optional: true,
  defaultTarget: 'mesh.root',
});

/** The form of a template; an app may be without the scaffolder. */
export const templateExternalRouteRef = createExternalRouteRef({
  id: 'mesh-template',
  optional: true,
  params: ['namespace', 'templateName'],
  defaultTarget: 'scaffolder.selectedTemplate',
});

/** Where the pages are in this app. */
export function useMeshLinks(): MeshLinks {
  const root = useRouteRef(fleetExternalRouteRef)?.();
  const template = useRouteRef(templateExternalRouteRef);
  return useMemo(() => ({ root, template }), [root, template]);
}
