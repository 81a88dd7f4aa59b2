export { createEgress } from './createEgress';
export { createGatewayContext } from './GatewayContext';
