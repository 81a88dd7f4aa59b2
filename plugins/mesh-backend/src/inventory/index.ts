export { ClusterInventory } from './ClusterInventory';
export type { WatchedKindName } from './ClusterInventory';
export { Inventory } from './Inventory';
export { KindPosition } from './KindPosition';
export type { KindStatus } from './KindRecord';
export { ObjectStore } from './ObjectStore';
export type { StoredObject } from './ObjectStore';
export { DEFAULT_TIMING } from './timing';
export type { InventoryTiming } from './timing';
