/** A failure that the person at the keyboard can mend; its message is the whole report. */
export class Trouble extends Error {}

const KNOWN = [
  {
    sign: /ENOSPC|no space left on device/i,
    say: what =>
      `${what} failed because the disk is full: free about 3 GB and run the command again.`,
  },
  {
    sign: /EROFS|EACCES|EPERM|read-only file system|permission denied/i,
    say: what =>
      `${what} failed because a folder may not be written: make the checkout writable for you and run the command again.`,
  },
  {
    sign: /CERT_|SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY|certificate/i,
    say: what =>
      `${what} failed because the registry's certificate is not trusted: set NODE_EXTRA_CA_CERTS (or npm's cafile) to your CA and run the command again.`,
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|EIDLETIMEOUT|FETCH_ERROR|RequestError|network/,
    say: (what, registry) =>
      `${what} failed because the package registry${
        registry ? ` ${registry}` : ''
      } does not answer: check the network, or npm's registry and proxy settings, and run the command again.`,
  },
  {
    sign: /E404|ETARGET|Response Code: 404|YN0035/,
    say: (what, registry) =>
      `${what} failed because the package registry${
        registry ? ` ${registry}` : ''
      } lacks a package that is needed: point npm's registry setting at a complete one and run the command again.`,
  },
  {
    sign: /YN0028|lockfile would have been/,
    say: what =>
      `${what} failed because yarn.lock does not match the package.json files: run yarn install and commit yarn.lock.`,
  },
];

/**
 * Turns the output of a failed tool into one sentence with the mend.
 *
 * @param {string} what what was tried, e.g. `Installing dependencies`
 * @param {string} output what the tool printed
 * @param {{ registry?: string, log?: string }} context where it asked and where its output lies
 * @returns {Trouble}
 */
export function explainFailure(what, output, context = {}) {
  const known = KNOWN.find(({ sign }) => sign.test(output));
  if (known) {
    return new Trouble(known.say(what, withoutSecrets(context.registry)));
  }
  return new Trouble(
    context.log
      ? `${what} failed: read ${context.log} for the reason.`
      : `${what} failed: ${lastLine(output)}`,
  );
}

function withoutSecrets(registry) {
  if (!registry) {
    return undefined;
  }
  const url = new URL(registry);
  return url.origin + url.pathname;
}

function lastLine(output) {
  return output.trim().split('\n').at(-1) || 'it gave no reason.';
}
