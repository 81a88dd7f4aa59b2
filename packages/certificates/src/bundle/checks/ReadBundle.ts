import { KeyObject } from 'crypto';
import { Certificate } from '../../certificate/Certificate';
import { RevocationList } from '../../revocation/readRevocationLists';
import { BundleFinding } from '../BundleFinding';

/** A bundle whose files were all read. */
export interface ReadBundle {
  /** The first of `ca-cert.pem`, which is the one that istiod takes. */
  own: Certificate;
  chain: Certificate[];
  roots: Certificate[];
  lists: RevocationList[];
  /** From ours up to the anchor; undefined where no root is reached. */
  path: Certificate[] | undefined;
  key: KeyObject | undefined;
  now: Date;
  istioVersion: string | undefined;
}

/** One thing that is looked at. */
export type BundleCheck = (bundle: ReadBundle) => BundleFinding[];

type Words = Omit<BundleFinding, 'severity'>;

/** A finding for which the bundle is refused. */
export function refused(words: Words): BundleFinding {
  return { severity: 'error', ...words };
}

/** A finding with which the bundle works. */
export function warned(words: Words): BundleFinding {
  return { severity: 'warning', ...words };
}
