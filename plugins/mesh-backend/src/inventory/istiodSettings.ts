import { StoredObject } from './ObjectStore';

/** The variable of istiod that says whether it makes entries of machines that connect. */
export const AUTO_REGISTRATION = 'PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION';

/** The variable of istiod that says whether proxies tell by ALPN what is HTTP. */
export const ALPN_FILTER = 'PILOT_ENABLE_ALPN_FILTER';

/** What Go's `strconv.ParseBool` reads as no. */
const NO = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/**
 * Whether any of these istiods makes entries of machines that connect, which is
 * Istio's default (pilot/pkg/features).
 *
 * @param istiods - pods of istiod as they are kept
 */
export function registersMachines(istiods: readonly StoredObject[]): boolean {
  return isOn(istiods, AUTO_REGISTRATION);
}

/**
 * Whether proxies tell each other by ALPN that a call is HTTP, which is Istio's
 * default.
 *
 * @param istiods - pods of istiod as they are kept
 */
export function tellsByAlpn(istiods: readonly StoredObject[]): boolean {
  return isOn(istiods, ALPN_FILTER);
}

function isOn(istiods: readonly StoredObject[], variable: string): boolean {
  const isOff = ({ spec }: StoredObject) =>
    (spec?.containers ?? []).some((container: any) =>
      (container.env ?? []).some(
        ({ name, value }: any) => name === variable && NO.includes(value),
      ),
    );
  return istiods.length === 0 || !istiods.every(isOff);
}
