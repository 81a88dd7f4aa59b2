import { CaKeyType } from '../keys/keyTypes';
import { CertificateSubject } from '../certificate/names';

/** Something in a getmesh file that getmesh itself gets wrong, or that is done otherwise here. */
export interface GetmeshNote {
  /** Stable, in kebab-case. */
  code: string;
  /** The path in the file, e.g. `certificateParameters.caOptions.validityDays`. */
  field: string;
  text: string;
  mend: string;
}

/** What a configuration file of `getmesh gen-ca` asks for, with getmesh's defaults. */
export interface GetmeshFile {
  provider: 'aws' | 'gcp';
  /** `signingCAArn` or `casCAName`, as it is written. */
  authority: string;
  /** AWS only; ours comes from the authority. */
  templateArn?: string;
  /** AWS only; ours comes from the authority. */
  signingAlgorithm?: string;
  /** Google only. */
  maxIssuerPathLength?: number;
  /** Of the control plane. */
  namespace: string;
  validityDays: number;
  /** Of an RSA key, in bits. */
  keyLength: number;
  /** The key of that length; absent where we offer none. */
  keyType?: CaKeyType;
  subject: CertificateSubject;
  dnsNames: string[];
  notes: GetmeshNote[];
}
