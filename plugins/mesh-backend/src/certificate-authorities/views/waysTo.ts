import {
  CaWay,
  CertificateView,
  ClusterCertificates,
} from '@meshport/backstage-plugin-mesh-common';
import { SeenAuthority, rootOf } from './AuthorityViews';

/** What may be asked of an authority for a cluster, with what it means there. */
export function waysTo(options: {
  authority: SeenAuthority;
  certificates: Pick<ClusterCertificates, 'source' | 'chain' | 'roots'>;
  /** Proxies and machines that are connected; undefined when not known. */
  proxies: number | undefined;
  /** Virtual machines that may have a certificate; undefined when not known. */
  machines: number | undefined;
  /** Name of the authority that issued what is in use, where the portal knows. */
  issuedBy?: string;
}): CaWay[] {
  const { authority, certificates, proxies, machines, issuedBy } = options;
  const root = rootOf(authority.described);
  const isSame = 'root' in root && trusts(certificates.roots, root.root);
  const renew: CaWay =
    issuedBy === authority.settings.name
      ? {
          kind: 'certificate-authority-renew',
          offered: true,
          text: 'A new certificate with the same issuer, root, subject and kind of key. No call fails.',
        }
      : {
          kind: 'certificate-authority-renew',
          offered: false,
          text: 'What is in use was not issued by this authority through the portal.',
        };
  if (isSame) {
    return [
      {
        kind: 'certificate-authority-issue',
        offered: true,
        text: 'Its root is trusted already, so that no call fails.',
      },
      renew,
      {
        kind: 'certificate-authority-root-change',
        offered: false,
        text: 'The root stays as it is.',
      },
    ];
  }
  return [
    issueOf({ proxies, machines }, root),
    renew,
    {
      kind: 'certificate-authority-root-change',
      offered: true,
      text: 'In three steps, each of which waits until everybody trusts what comes next. No call fails.',
    },
  ];
}

function issueOf(
  {
    proxies,
    machines,
  }: Pick<Parameters<typeof waysTo>[0], 'proxies' | 'machines'>,
  root: ReturnType<typeof rootOf>,
): CaWay {
  if (proxies === 0 && !machines) {
    return {
      kind: 'certificate-authority-issue',
      offered: true,
      text: 'Nothing is connected to this control plane, so that no call can fail.',
    };
  }
  if (proxies === 0) {
    return {
      kind: 'certificate-authority-issue',
      offered: true,
      outage: true,
      text: `Nothing is connected to this control plane now. ${machineWords(
        machines,
      )}The guided way avoids that for those that are on meanwhile.`,
    };
  }
  const who =
    proxies === undefined
      ? 'It is not known how many proxies are connected'
      : `${proxies} ${proxies === 1 ? 'proxy is' : 'proxies are'} connected`;
  const what =
    'why' in root
      ? `, and it is not known whether they trust its root (${root.why})`
      : ` that ${proxies === 1 ? 'does' : 'do'} not trust its root`;
  return {
    kind: 'certificate-authority-issue',
    offered: true,
    outage: true,
    text: `${who}${what}: calls fail until each of them has a new certificate. ${machineWords(
      machines,
    )}The guided way avoids that.`,
  };
}

/** A machine's agent knows the former root only, and nothing brings it the new one. */
function machineWords(machines: number | undefined): string {
  if (machines === 0) {
    return '';
  }
  if (machines === undefined) {
    return 'Virtual machines, where there are any, are cut off until each has enrolled anew. ';
  }
  return machines === 1
    ? '1 virtual machine is cut off until it has enrolled anew. '
    : `${machines} virtual machines are cut off until each has enrolled anew. `;
}

function trusts(
  roots: readonly CertificateView[] | undefined,
  { fingerprint }: { fingerprint: string },
): boolean {
  return Boolean(roots?.some(one => one.fingerprint === fingerprint));
}
