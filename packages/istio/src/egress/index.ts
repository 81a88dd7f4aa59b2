export * from './EgressGatewayInput';
export { EGRESS_GATEWAY_LABEL, upstreamRuleNameOf } from './naming';
export * from './renderEgressGateway';
export * from './validateEgressGateway';
