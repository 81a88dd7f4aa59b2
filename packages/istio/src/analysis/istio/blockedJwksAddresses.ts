import { Analyzer } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';

const VARIABLE = 'BLOCKED_CIDRS_IN_JWKS_URIS';
const SHOWN = 5;

function names(all: readonly Resource[]): string {
  const first = all.slice(0, SHOWN).map(one => one.fullName);
  return all.length > SHOWN
    ? `${first.join(', ')}, and ${all.length - SHOWN} more`
    : first.join(', ');
}

function isRestricted({ spec }: Resource): boolean {
  const containers = spec.template?.spec?.containers ?? [];
  return containers.some((container: any) =>
    (container.env ?? []).some(
      (one: any) => one.name === VARIABLE && one.value,
    ),
  );
}

/** Whether istiod may fetch the keys of token issuers from any address. */
export const blockedJwksAddressesAnalyzer: Analyzer = {
  name: 'authn.BlockedCIDRsAnalyzer',
  description:
    'Looks whether istiod may fetch the keys of RequestAuthentications from any address.',
  codes: ['IST0175'],
  reads: ['RequestAuthentication', 'Deployment'],
  analyze(view, report) {
    const requests = view.all('RequestAuthentication');
    if (requests.length === 0) {
      return;
    }
    const args = [requests.length, names(requests)];
    view
      .all('Deployment')
      .filter(one => one.labels.app === 'istiod' && !isRestricted(one))
      .forEach(istiod => report('IST0175', istiod, { args }));
  },
};
