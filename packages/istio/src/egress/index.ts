export * from './EgressGatewayInput';
export { EGRESS_GATEWAY_LABEL } from './naming';
export * from './renderEgressGateway';
export * from './validateEgressGateway';
