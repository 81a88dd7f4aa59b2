import { entityEgressView } from '../egress/entityEgressView';
import { EntityView } from './EntityView';
import { policiesView } from './policiesView';
import { versionView } from './versionView';
import { virtualMachinesView } from './virtualMachinesView';

/** Every question about an entity that has a route. */
export const entityViews: EntityView<unknown>[] = [
  versionView,
  virtualMachinesView,
  policiesView,
  entityEgressView,
];
