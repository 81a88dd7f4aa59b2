import { CredentialNote, Join } from '../join/Join';

/** Half of a token's life: when it is to be renewed, in milliseconds since 1970. */
export function halfLife({
  writtenAt,
  expiresAt,
}: Pick<CredentialNote, 'writtenAt' | 'expiresAt'>): number | undefined {
  return writtenAt === undefined || expiresAt === undefined
    ? undefined
    : writtenAt + (expiresAt - writtenAt) / 2;
}

/**
 * When something is due for the token of a join, in milliseconds since 1970: at
 * once where a rotation was begun and not ended, else at half its life; later
 * after a try that failed. Undefined for a token without an end.
 */
export function renewAt(join: Join): number | undefined {
  if (join.state !== 'joined' || !join.current) {
    return undefined;
  }
  const due =
    join.previous || join.next
      ? join.current.writtenAt ?? 0
      : halfLife(join.current);
  return due === undefined ? undefined : Math.max(due, join.tryAt ?? 0);
}
