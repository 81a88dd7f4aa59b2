import { EntityView } from './EntityView';
import { virtualMachinesView } from './virtualMachinesView';

/** Every question about an entity that has a route. */
export const entityViews: EntityView<unknown>[] = [virtualMachinesView];
