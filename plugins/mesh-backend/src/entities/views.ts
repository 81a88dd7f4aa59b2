import { entityEgressView } from '../egress/entityEgressView';
import { EntityView } from './EntityView';
import { policiesView } from './policiesView';
import { ReleaseRules } from '../releases/ReleaseRules';
import { createVersionView, versionView } from './versionView';
import { virtualMachinesView } from './virtualMachinesView';

/** Every question about an entity that has a route. */
export const entityViews: EntityView<unknown>[] = [
  versionView,
  virtualMachinesView,
  policiesView,
  entityEgressView,
];

/** The same, judging versions by what is configured. */
export function entityViewsBy(rules: ReleaseRules): EntityView<unknown>[] {
  return entityViews.map(view =>
    view === versionView ? createVersionView(rules) : view,
  );
}
