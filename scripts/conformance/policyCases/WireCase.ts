import type { CallQuestion } from '@meshport/istio';
import type { CallerOnWire } from '../generated/calls';

/** Who calls whom on which port of the Service, and how: `namespace/app`, `namespace/service`. */
export type WireCall = [
  from: string,
  to: string,
  port: number,
  more?: Pick<CallQuestion, 'method' | 'path' | 'headers'>,
];

/** A set of policies that is written by hand, with calls that it is asked about. */
export interface WireCase {
  title: string;
  /** Policies, routes and rules; taken away before the next case. */
  objects: object[];
  calls: WireCall[];
}

const KINDS: Readonly<Record<string, CallerOnWire['kind']>> = {
  'plain/raw': 'plain',
  'gamma/bare': 'plain',
  'edge/gate': 'gateway',
  'beta/legacy': 'virtualMachine',
};

/** The kind of a caller by its `namespace/app`. */
export function kindOf(from: string): CallerOnWire['kind'] {
  return KINDS[from] ?? 'sidecar';
}
