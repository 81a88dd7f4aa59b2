/** The public files of istiod's `cacerts` Secret, each in PEM. */
export interface CaBundle {
  /** `ca-cert.pem`: the certificate by which istiod signs. */
  certificate: string;
  /** `cert-chain.pem`: that certificate, then its issuers. */
  chain: string;
  /** `root-cert.pem`: every root that the mesh shall trust. */
  root: string;
  /** `ca-crl.pem`: a complete list of every authority of the chain. */
  crl?: string;
}

/** A file of the `cacerts` Secret. */
export type CaFile =
  | 'ca-cert.pem'
  | 'ca-key.pem'
  | 'cert-chain.pem'
  | 'root-cert.pem'
  | 'ca-crl.pem';

/** The file of each part of a bundle. */
export const CA_FILES = {
  certificate: 'ca-cert.pem',
  chain: 'cert-chain.pem',
  root: 'root-cert.pem',
  crl: 'ca-crl.pem',
} as const satisfies Record<keyof CaBundle, CaFile>;

/** The file of the private key, which no bundle holds. */
export const CA_KEY_FILE = 'ca-key.pem' satisfies CaFile;
