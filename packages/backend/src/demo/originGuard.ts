import { NotAllowedError } from '@backstage/errors';
import { IncomingMessage } from 'node:http';

/** Who may sign in as a persona. */
export interface OriginGuardOptions {
  /** Host names that the portal is called by, without a port. */
  hosts: string[];
  /** Whether callers from other machines are let in. */
  allowRemote: boolean;
}

/** The names of this machine for itself. */
export const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses a sign-in that does not come from the portal's own pages or from a
 * script on this machine.
 *
 * A persona needs no password, so two ways must be shut: a page elsewhere whose
 * DNS name is made to point at this machine (it keeps its own Host), and a page
 * elsewhere that calls this address (it keeps its own Origin).
 *
 * Throws `NotAllowedError`.
 */
export function refuseForeignOrigin(
  request: Pick<IncomingMessage, 'headers'> & {
    socket: { remoteAddress?: string };
  },
  options: OriginGuardOptions,
): void {
  const { host, origin } = request.headers;
  if (!options.allowRemote && !isLoopback(request.socket.remoteAddress)) {
    throw new NotAllowedError(
      'The demo signs in callers on its own machine only',
    );
  }
  if (!host || !options.hosts.includes(withoutPort(host))) {
    throw new NotAllowedError(
      `Open the demo by one of its own names: ${options.hosts.join(', ')}`,
    );
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new NotAllowedError('The demo signs in its own pages only');
  }
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new NotAllowedError('The demo signs in its own pages only');
  }
}

function withoutPort(host: string): string {
  return host.toLocaleLowerCase('en-US').replace(/:\d+$/, '');
}

function isLoopback(address: string | undefined): boolean {
  return /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(address ?? '');
}
