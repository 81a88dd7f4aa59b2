import { TokenKind } from './Join';
import { Pair } from './Pairs';
import { TokenSettings } from './TokenSettings';

/** What those who approve a join accept. */
export function joinStatements(
  pair: Pair,
  {
    token,
    asIstioctl,
    settings,
  }: { token: TokenKind; asIstioctl: boolean; settings: TokenSettings },
): string[] {
  const { primary, remote, primaryNamespace, remoteNamespace, account } = pair;
  return [
    `The administrators of cluster ${remote} can act as any identity of the mesh of ${primary}: istiod asks the cluster that a workload names to review its token, and believes the answer.`,
    `The primary ${primary}, and everybody who may read Secrets in its namespace ${primaryNamespace}, can read every Secret of cluster ${remote}: istiod reads there as ${remoteNamespace}/${account}, which may.`,
    tokenStatement(remote, token, settings),
    ...(asIstioctl
      ? [
          `The token is that of the Secret which istioctl takes. Other primaries may use it too, so it is not deleted when the token is renewed.`,
        ]
      : []),
  ];
}

/** The risk of a kind of token. */
export function tokenStatement(
  remote: string,
  token: TokenKind,
  { lifeMs }: TokenSettings,
): string {
  return token === 'long-lived'
    ? `The token has no end: who copies it can read cluster ${remote} until the Secret of the token is deleted there.`
    : `The token lives for ${Math.round(
        lifeMs / 60_000,
      )} minutes, or shorter if cluster ${remote} says so, and has to be renewed before: when that fails until it ends, istiod no longer sees changes of cluster ${remote}.`;
}
