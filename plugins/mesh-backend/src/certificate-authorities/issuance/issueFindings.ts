import { isError } from '@backstage/errors';
import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { CaDescription } from '@meshport/backstage-plugin-mesh-node';
import { CacertsSecret } from '../controlPlane/CacertsSecret';
import type { PlannedOrder } from './CertificateAuthorityIssueKind';
import { effectOf, rootOfDescription } from './beforeIssuing';
import { IssueContext } from './IssueContext';
import { meshRootFindings } from './meshRootFindings';
import { RootEffect } from './RootEffect';

const DESCRIBE_TIMEOUT_MS = 20_000;

/** What those who approve an intermediate should know of authority and cluster now. */
export async function issueFindings(
  context: IssueContext,
  order: PlannedOrder,
): Promise<RequestFinding[]> {
  const { authority, cluster, namespace } = order;
  try {
    const description = await context.authorities.describe(authority, {
      signal: AbortSignal.timeout(DESCRIBE_TIMEOUT_MS),
    });
    const secret = new CacertsSecret(context.connection(cluster), namespace);
    const before = await secret.read();
    const root = rootOfDescription(description);
    const effect = await effectOf(context, order, { before, root });
    return [
      ...authorityFindings(description),
      ...rootFindings(order, effect),
      ...listFindings(context, order, before?.facts.crl),
      ...meshRootFindings(context.inventory, {
        cluster,
        before: effect.trusted,
        after: effect.kind === 'same' ? effect.trusted : [root],
      }),
    ];
  } catch (error) {
    // Told as what it is: something could not be looked at, and why.
    return [
      {
        code: 'CA_NOT_KNOWN',
        severity: 'warning',
        message: isError(error) ? error.message : 'No answer.',
        mend: 'It is looked at again before anything is written.',
      },
    ];
  }
}

function authorityFindings({
  unable,
  unfit,
  subject,
}: CaDescription): RequestFinding[] {
  return [
    ...(unable
      ? [
          {
            code: 'CA_UNABLE',
            severity: 'error' as const,
            message: `The authority ${subject} cannot issue now: ${unable}`,
            mend: 'Have that mended, or choose another authority.',
          },
        ]
      : []),
    ...(unfit
      ? [
          {
            code: 'CA_UNFIT',
            severity: 'warning' as const,
            message: unfit,
            mend: 'Choose another authority where real traffic goes.',
          },
        ]
      : []),
  ];
}

function listFindings(
  { authorities, restartIstiod }: IssueContext,
  { authority, cluster }: PlannedOrder,
  present: string | undefined,
): RequestFinding[] {
  if (!present || authorities.get(authority).settings.listsRevoked) {
    return [];
  }
  return [
    {
      code: 'CA_LISTS_END',
      severity: 'warning',
      message: `Proxies of ${cluster} are given revocation lists, and ${authority} has none: they are taken away first, and nothing of the former authority is revoked for them any more.`,
      mend: restartIstiod
        ? 'istiod is restarted for it. Have lists switched on for the authority where they should stay.'
        : 'Somebody has to restart istiod for it. Have lists switched on for the authority where they should stay.',
    },
  ];
}

function rootFindings(
  { cluster }: PlannedOrder,
  { kind, proxies }: RootEffect,
): RequestFinding[] {
  switch (kind) {
    case 'same':
      return [
        {
          code: 'CA_ROOT_STAYS',
          severity: 'info',
          message: `The root is trusted in ${cluster} already: no call fails.`,
        },
      ];
    case 'first':
    case 'quiet':
      return [
        {
          code: 'CA_ROOT_NEW',
          severity: 'info',
          message: `The root is new to ${cluster}, where nothing is connected: no call can fail. istiod is restarted where one runs.`,
        },
      ];
    default:
      return [
        {
          code: 'CA_ROOT_CHANGES',
          severity: 'warning',
          message: `The root is new to ${cluster}, where ${
            proxies === undefined
              ? 'it is not known how many proxies are connected'
              : `${proxies} proxies are connected`
          }: calls fail until each has been restarted.`,
          mend: 'Ask for certificate-authority-root-change instead, which changes it in steps.',
        },
      ];
  }
}
