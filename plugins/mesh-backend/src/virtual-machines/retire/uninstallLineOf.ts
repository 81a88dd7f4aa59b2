import { uninstallLine } from '../enrolment/enrolmentLine';
import { EnrolmentSettings } from '../enrolment/enrolmentSettings';

/** What the script does at least, for portals that machines do not reach. */
const BY_HAND =
  "sudo sh -c 'systemctl disable --now istio; dpkg -r istio-sidecar || rpm -e istio-sidecar'";

/** What takes the agent off a machine again. */
export function uninstallLineOf(
  { portal, caFile, allowHttp }: EnrolmentSettings,
  request: string,
): string {
  return portal
    ? uninstallLine({ portal, caFile, allowHttp, request })
    : BY_HAND;
}
