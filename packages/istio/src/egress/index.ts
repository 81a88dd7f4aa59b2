export * from './EgressEnvironment';
export * from './EgressExposure';
export * from './EgressGatewayInput';
export * from './EgressUpstream';
export * from './EgressWorkload';
export * from './egressFiles';
export * from './egressInputOf';
export * from './egressNamespaces';
export { egressNotes } from './egressNotes';
export * from './egressTestJob';
export { helmValuesOf } from './helmValues';
export { keepGatewayPorts } from './modelOf';
export {
  EGRESS_GATEWAY_LABEL,
  EGRESS_NAMESPACE_LABEL,
  EGRESS_PATTERN_LABEL,
  EGRESS_UPSTREAM_LABEL,
  upstreamRuleNameOf,
} from './naming';
export * from './readIstioOperator';
export * from './recommendEgressPattern';
export * from './renderEgressGateway';
export * from './validateEgressGateway';
export { DEFAULT_CURL_IMAGE } from './upstreamCheck';
