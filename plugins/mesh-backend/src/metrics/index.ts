export { observeInventory } from './observeInventory';
