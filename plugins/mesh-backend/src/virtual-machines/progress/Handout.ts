import { createHash } from 'crypto';
import { VmOnboardingInput, vmHostsBlock } from '@meshport/istio';
import { ControlPlaneFacts } from '../ControlPlane';
import { JoinFacts } from '../JoinFacts';

/** What a machine was given with a token; the token itself is not in it. */
export interface Handout {
  /** Milliseconds since 1970. */
  at: number;
  via: 'download' | 'code';
  /** Entity reference of who downloaded it. */
  by?: string;
  /** As the machine named itself, where it did. */
  hostname?: string;
  /** The machine's address, where it is known. */
  address?: string;
  /** Name of its WorkloadEntry, where the group does not register by itself. */
  machineName?: string;
  /** When the token ends, as the API server said (ISO 8601). */
  tokenExpires: string;
  facts: JoinFacts;
  /** Of the roots that it was given. */
  rootFingerprint: string;
  /** Managed block of `/etc/hosts`; empty where there is none. */
  hostsBlock: string;
}

/** SHA-256 (hexadecimal) of roots as PEM; space at the ends does not count. */
export function rootFingerprint(pem: string): string {
  return createHash('sha256').update(pem.trim()).digest('hex');
}

/** What is kept of a bundle. */
export function handoutOf(
  given: Pick<
    Handout,
    | 'at'
    | 'via'
    | 'by'
    | 'hostname'
    | 'address'
    | 'machineName'
    | 'tokenExpires'
    | 'facts'
  >,
  of: { plane: ControlPlaneFacts; machines: VmOnboardingInput },
): Handout {
  return {
    ...given,
    rootFingerprint: rootFingerprint(of.plane.rootCert ?? ''),
    hostsBlock: vmHostsBlock(of.machines),
  };
}
