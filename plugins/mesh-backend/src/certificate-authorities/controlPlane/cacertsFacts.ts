import { CaBundle } from '@meshport/certificates';
import { KubernetesObject } from '../../clusters/types';
import { findGitOwner, managersOf } from '../../manifests/owners';

/** The Secret that istiod takes its authority from. */
export const CACERTS = 'cacerts';

/** The files of a plugged-in authority that istiod wants, all or none. */
export const CACERTS_FILES = [
  'ca-cert.pem',
  'ca-key.pem',
  'cert-chain.pem',
  'root-cert.pem',
] as const;

/** What is read of the Secret `cacerts`; its key is in none of it. */
export interface CacertsFacts extends CaBundle {
  /** Field managers and tools that wrote it. */
  managers: string[];
  /** Whether istiod made it itself (`istio-generated`): a self-signed authority. */
  istioGenerated: boolean;
  /** Which of the four files are missing; istiod does not start with some of them. */
  missing: string[];
  /** Why the portal does not write it. */
  notWritten?: string;
}

/** The public parts of the Secret, and why the portal would not write it. */
export function cacertsFacts(secret: KubernetesObject): CacertsFacts {
  const crl = fileOf(secret, 'ca-crl.pem');
  const notWritten = whyNotWritten(secret);
  const tls = hasTls(secret);
  return {
    certificate: fileOf(secret, tls ? 'tls.crt' : 'ca-cert.pem'),
    chain: tls
      ? [fileOf(secret, 'tls.crt'), fileOf(secret, 'ca.crt')]
          .filter(Boolean)
          .join('\n')
      : fileOf(secret, 'cert-chain.pem'),
    root: fileOf(secret, tls ? 'ca.crt' : 'root-cert.pem'),
    ...(crl && !tls ? { crl } : {}),
    managers: managersOf(secret),
    istioGenerated: Object.hasOwn(secret.data ?? {}, 'istio-generated'),
    missing: tls
      ? []
      : CACERTS_FILES.filter(name => !Object.hasOwn(secret.data ?? {}, name)),
    ...(notWritten ? { notWritten } : {}),
  };
}

function hasTls({ data }: KubernetesObject): boolean {
  return Object.hasOwn(data ?? {}, 'tls.crt');
}

function fileOf({ data }: KubernetesObject, name: string): string {
  return Buffer.from(data?.[name] ?? '', 'base64').toString();
}

/** Marks of controllers that keep a Secret as they want it: by annotation or label. */
const CONTROLLERS: { tool: string; marks: RegExp }[] = [
  {
    tool: 'cert-manager',
    marks: /^(cert-manager\.io\/|controller\.cert-manager\.io\/fao$)/,
  },
  {
    tool: 'External Secrets Operator',
    marks: /^(reconcile\.external-secrets\.io\/|external-secrets\.io\/)/,
  },
  {
    tool: 'Secrets Store CSI driver',
    marks: /^secrets-store\.csi\.k8s\.io\/managed$/,
  },
  {
    tool: 'Sealed Secrets',
    marks: /^sealedsecrets\.bitnami\.com\/(?!cluster-wide$|namespace-wide$)/,
  },
  {
    tool: 'a replicator of Secrets',
    marks:
      /^(replicator\.v1\.mittwald\.de\/replicate(d-at|d-from|-from)|reflector\.v1\.k8s\.emberstack\.com\/reflects)/,
  },
];

/**
 * Why a Secret `cacerts` must not be written by anybody but its owner, as a
 * sentence that says what to do; undefined when it may.
 *
 * istiod takes `tls.crt` before the four names (since 1.14), so that what is
 * written beside it is ignored.
 */
export function whyNotWritten(secret: KubernetesObject): string | undefined {
  const { metadata } = secret;
  const name = `Secret ${metadata.namespace}/${metadata.name}`;
  if (metadata.deletionTimestamp) {
    return `${name} is being deleted; wait until it is gone, then ask anew`;
  }
  const [owner] = metadata.ownerReferences ?? [];
  if (owner) {
    return `${name} belongs to ${owner.kind} ${owner.name}, which would write it again; change it there, or have it given up`;
  }
  const marks = [
    ...Object.keys(metadata.annotations ?? {}),
    ...Object.keys(metadata.labels ?? {}),
  ];
  const controller = CONTROLLERS.find(one =>
    marks.some(mark => one.marks.test(mark)),
  );
  if (controller) {
    return `${name} is kept by ${
      controller.tool
    }, which would write it again; have the authority issued there, or have the Secret given up (its ${
      controller.tool === 'cert-manager' ? 'Certificate' : 'source'
    } removed and its marks taken off)`;
  }
  const git = findGitOwner(secret);
  if (git) {
    return `${name} is kept by ${git.tool} ${git.name}, which would write it again; take it out of Git first`;
  }
  if (hasTls(secret)) {
    return `${name} holds tls.crt, which istiod takes before the names that are written here; remove tls.crt, tls.key and ca.crt, or have whoever writes them issue the authority`;
  }
  if (secret.immutable === true) {
    return `${name} is immutable; whoever made it has to replace it by one that is not`;
  }
  return undefined;
}
