import { PORT_CASES } from './portCases';
import { ROUTE_CASES } from './routeCases';
import { RULE_CASES } from './ruleCases';
import { TRANSPORT_CASES } from './transportCases';
import type { WireCase } from './WireCase';

/** The cases that are written by hand; seeds are beside them. */
export const WIRE_CASES: WireCase[] = [
  ...PORT_CASES,
  ...TRANSPORT_CASES,
  ...RULE_CASES,
  ...ROUTE_CASES,
];
