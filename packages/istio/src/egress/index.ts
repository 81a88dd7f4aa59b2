export * from './EgressEnvironment';
export * from './EgressExposure';
export * from './EgressGatewayInput';
export * from './EgressUpstream';
export * from './EgressWorkload';
export { EGRESS_GATEWAY_LABEL, upstreamRuleNameOf } from './naming';
export * from './renderEgressGateway';
export * from './validateEgressGateway';
