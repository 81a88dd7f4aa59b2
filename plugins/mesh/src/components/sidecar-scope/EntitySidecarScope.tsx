import { useEntity } from '@backstage/plugin-catalog-react';
import { SidecarScopeSection } from './SidecarScopeSection';

/** The suggestion for the component of the page. */
export function EntitySidecarScope() {
  const { entity } = useEntity();
  return <SidecarScopeSection entity={entity} />;
}
