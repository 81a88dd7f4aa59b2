import { X509Certificate } from 'crypto';
import { ClusterConnection } from '../../clusters/types';
import {
  ensureCredentialSecret,
  istioctlSlot,
  nextSlot,
  revoke,
} from './credentialSecret';
import { CredentialNote, TokenKind } from './Join';
import { JoinHold } from './JoinHold';
import { mintCredential } from './mintCredential';
import { PrimarySecret } from './PrimarySecret';
import { TokenSettings } from './TokenSettings';

/** What giving istiod a credential needs. */
export interface InstallOptions {
  primary: ClusterConnection;
  remote: ClusterConnection;
  kind: TokenKind;
  settings: TokenSettings;
  /** Has a minted value masked wherever messages are kept. */
  hide(secret: string): void;
  now(): number;
}

/**
 * Gives the primary a new credential for the remote. It may be called again
 * after a crash at any point: a rotating token of which nobody knows whether it
 * reached the primary is looked for there, and taken back when it did not.
 */
export async function installCredential(
  hold: JoinHold,
  options: InstallOptions,
): Promise<void> {
  const { primary, remote, kind, settings, hide } = options;
  const secret = new PrimarySecret(primary);
  if (await adoptWritten(hold, secret, options.now())) {
    return;
  }
  const { next } = hold.join;
  if (next && (next.kind === 'rotating' || next.kind !== kind)) {
    await revoke(hold, remote, next);
    await hold.note({ next: undefined });
  }
  if (!hold.join.next) {
    await hold.note({ next: await slotFor(hold, remote, kind) });
  }
  await ensureCredentialSecret(hold, remote);
  const minted = await mintCredential(
    remote,
    hold.join,
    hold.join.next!,
    settings,
  );
  hide(minted.token);
  await secret.write(hold, minted);
  await taken(hold, {
    expiresAt: minted.expiresAt,
    caFingerprint: new X509Certificate(Buffer.from(minted.caData, 'base64'))
      .fingerprint256,
    now: options.now(),
  });
}

async function slotFor(
  hold: JoinHold,
  remote: ClusterConnection,
  kind: TokenKind,
): Promise<CredentialNote> {
  const { join } = hold;
  return join.asIstioctl && kind === 'long-lived' && !join.current
    ? istioctlSlot(remote, join)
    : nextSlot(join, kind);
}

/** Whether the primary has the token that was being made before a crash. */
async function adoptWritten(
  hold: JoinHold,
  secret: PrimarySecret,
  now: number,
): Promise<boolean> {
  const { next } = hold.join;
  if (next?.kind !== 'rotating' || next.secret.uid === undefined) {
    return false;
  }
  const entry = await secret.entry(hold.join);
  if (entry?.boundSecret?.uid !== next.secret.uid) {
    return false;
  }
  await secret.adopt(hold);
  await taken(hold, {
    expiresAt: entry.tokenExpires ? Date.parse(entry.tokenExpires) : undefined,
    caFingerprint: entry.caFingerprint,
    now,
  });
  return true;
}

async function taken(
  hold: JoinHold,
  what: { expiresAt?: number; caFingerprint?: string; now: number },
): Promise<void> {
  const { next, current } = hold.join;
  const isFirst = current === undefined;
  await hold.note({
    current: { ...next!, writtenAt: what.now, expiresAt: what.expiresAt },
    previous: current,
    next: undefined,
    tokenKind: next!.kind,
    caFingerprint: what.caFingerprint,
    problem: undefined,
    // In one step with the credential, so that no join is made twice.
    ...(isFirst
      ? { state: 'joined' as const, joinedAt: what.now }
      : { rotatedAt: what.now }),
  });
}
