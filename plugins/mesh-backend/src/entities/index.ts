export { EntityReader } from './EntityReader';
export type { ShownAnswer } from './EntityReader';
export { FleetReader } from './FleetReader';
export { createReadRouter } from './readRouter';
export { entityViews, entityViewsBy } from './views';
